"""Text of models and repositories as GitHub's Markdown that shows it and does nothing else.

GitHub looks for mentions, references and addresses in what is left after Markdown, so neither
backslashes nor entities stop these: a space of no width does. Within code nothing is looked for.
"""

import re

ZERO = "&#8203;"  # a space of no width

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_SPECIAL = re.compile(r"[\\`*_{}\[\]()<>&|~!$]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_START = re.compile(r"(?:[#=+:-]|\d+[.)])")
_LIVE = re.compile(
    r"""
      (?<=@)(?=[\w-])                # a mention
    | (?<=\#)(?=\d)                  # an issue
    | (?<=(?i:GH-))(?=\d)            # the same
    | (?<=:)(?=//)                   # an address
    | (?<=(?i:www))(?=\.)            # the same
    | (?<=(?i:mailto:))(?=\S)        # the same
    | (?<=(?i:xmpp:))(?=\S)          # the same
    | (?<=:)(?=[a-z0-9_+-]+:)        # a picture by its name
    | (?<=[0-9a-fA-F]{6})(?=[0-9a-fA-F])  # a commit: seven digits are enough for one
    """,
    re.VERBOSE,
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def plain(text: str) -> str:
    """Write a text in one paragraph; what stands between backticks stays code."""
    text = " ".join(visible(text).split())
    parts, at = [], 0
    for found in _CODE.finditer(text):
        parts += [_escaped(text[at : found.start()]), code(found[2])]
        at = found.end()
    whole = "".join([*parts, _escaped(text[at:])])
    return f"{ZERO}{whole}" if _START.match(whole) else whole


def paragraphs(text: str) -> str:
    """Write a longer text, paragraph by paragraph."""
    return "\n\n".join(filter(None, map(plain, text.split("\n"))))


def code(text: str) -> str:
    """Write a text as code within a line."""
    text = " ".join(visible(text).split(" ")).replace("\n", " ").replace("\t", " ")
    if not text.strip():
        return ""
    ticks = "`" * (_longest(text, "`") + 1)
    edge = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{edge}{text}{edge}{ticks}"


def block(text: str, language: str = "") -> str:
    """Write lines as a block of code, with a fence that is longer than any inside."""
    fence = "`" * max(3, _longest(text, "`") + 1)
    return f"{fence}{language}\n{text}\n{fence}" if text else f"{fence}{language}\n{fence}"


def visible(text: str) -> str:
    """Show control characters, and those that turn or hide text, as escapes."""
    return _UNSEEN.sub(lambda match: _escape(ord(match[0])), text)


def hides(text: str) -> bool:
    """Tell whether a text has characters that are not seen, or turn others."""
    return _UNSEEN.search(text) is not None


def _escaped(text: str) -> str:
    marked = _LIVE.sub("\0", text)  # which no visible text has
    escaped = _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), marked)
    return escaped.replace("\\$", f"{ZERO}\\${ZERO}").replace("\0", ZERO)


def _longest(text: str, character: str) -> int:
    return max(map(len, re.findall(f"{re.escape(character)}+", text)), default=0)


def _escape(number: int) -> str:
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
