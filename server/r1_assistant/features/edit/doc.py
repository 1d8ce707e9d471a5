"""Write a doc comment: the model finds the words, and this code sets them."""

import re

from r1_assistant.context.symbols import Symbol
from r1_assistant.context.syntax import parses_as_well
from r1_assistant.features.answer_code import without_thought
from r1_assistant.features.edit.doc_forms import comment, has_form
from r1_assistant.features.edit.layout import indentation, line_start, line_stop, shown
from r1_assistant.features.edit.target import Plan, Proposal, Refusal, Target
from r1_assistant.features.explain import whole_sentences
from r1_assistant.features.lines import line_end
from r1_assistant.prompting.render import Data, Value

_FEWEST_WORDS = 3
_MOST_CHARACTERS = 700
_FENCED = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?(^[ \t]*\1|\Z)", re.DOTALL | re.MULTILINE)
_DECORATION = re.compile(r"^[ \t]*(#+|/{2,}|/\*+|\*+/?|\"{3}|'{3}|[-*+] |>)[ \t]*", re.MULTILINE)
_ANNOUNCES = re.compile(r"\A(?:The|This)(?: `?[\w.]+`?)? (?:function|method) ([a-z]+s)\b")
"""What a doc comment needs not say: that the function is one."""
_MODIFIERS = re.compile(r"[\w \t]*\Z")
_SCANNED = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''(?:\\.|[^\\])*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])*'"
    r"|\#[^\r\n]*|[()\[\]{}:]",
    re.DOTALL,
)
_COMMENT_LINE = re.compile(r"\s*(#(?!\[)|//|/\*|\*|--)")


def plan(target: Target) -> Plan | Refusal:
    """Ask for the words about the target's symbol, which has none yet."""
    symbol, language = target.symbol, target.language
    if symbol is None:
        return Refusal("There is no definition here to write a doc comment for.")
    if not has_form(language.name):
        return Refusal(f"R1 does not know how doc comments look in {language.name}.")
    if symbol.doc.strip() or _comment_above(target, symbol):
        return Refusal(f"`{symbol.name}` has a doc comment already.")
    place = _place(target, symbol)
    if place is None:
        return Refusal(f"There is no line of its own for a doc comment of `{symbol.name}`.")
    offset, indent = place
    code = shown(
        target.text[symbol.start : symbol.end], indentation(target.text, symbol.start), language
    )

    def accept(answer: str) -> Proposal | str:
        words = prose(answer)
        if len(words.split()) < _FEWEST_WORDS:
            return "it says nothing"
        if language.name == "go":
            words = _named(words, symbol.name)
        ending = line_end(target.text)
        new = "".join(line + ending for line in comment(words, language.name, indent))
        after = target.text[:offset] + new + target.text[offset:]
        if not parses_as_well(target.text, after, language):
            return "it cannot stand there"
        return Proposal(target.path, offset, offset, new)

    values: dict[str, Value] = {"code": Data(code, language.name), "subject": f"`{symbol.name}`"}
    return Plan("doc", code, values, accept, prose=True)


def prose(answer: str) -> str:
    """Take the sentences out of an answer, without the signs of any comment or of Markdown."""
    text = _FENCED.sub("", without_thought(answer).replace("\r\n", "\n")) or ""
    if not text.strip():  # all of it was in a fence
        text = re.sub(r"^[ \t]*(`{3,}|~{3,}).*$", "", answer, flags=re.MULTILINE)
    text = _DECORATION.sub("", text).replace('"""', "").replace("**", "").strip()
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", " ", text)
    text = _ANNOUNCES.sub(lambda found: found[1].capitalize(), text)
    return whole_sentences(text[:_MOST_CHARACTERS])


def _named(words: str, name: str) -> str:
    """Begin with the name, as Go's comments do."""
    if words.startswith((f"{name} ", f"`{name}`")):
        return words.replace("`", "", 2) if words.startswith("`") else words
    first, _, rest = words.partition(" ")
    return f"{name} {first.lower() if first[1:].islower() else first} {rest}"


def _comment_above(target: Target, symbol: Symbol) -> bool:
    start = line_start(target.text, symbol.start)
    if target.language.name == "python" or start == 0:
        return False
    above = target.text[line_start(target.text, start - 1) : start]
    return bool(_COMMENT_LINE.match(above)) and not above.lstrip().startswith("#include")


def _place(target: Target, symbol: Symbol) -> tuple[int, str] | None:
    """Give where the comment's lines go, and their indentation."""
    if target.language.name == "python":
        return _below_header(target.text, symbol)
    start = line_start(target.text, symbol.start)
    if not _MODIFIERS.match(target.text[start : symbol.start]):
        return None
    return start, indentation(target.text, symbol.start)


def _below_header(text: str, symbol: Symbol) -> tuple[int, str] | None:
    """Find the first line of a Python definition's body, and its indentation."""
    colon = _colon(text, symbol.name_end, symbol.end)
    if colon is None or not re.match(r"[ \t]*(#.*)?$", text[colon + 1 : line_stop(text, colon)]):
        return None
    body = re.compile(r"\S").search(text, line_stop(text, colon))
    begin = line_stop(text, colon)
    begin += 2 if text.startswith("\r\n", begin) else 1
    while body is not None and text[body.start()] == "#":
        body = re.compile(r"\S").search(text, line_stop(text, body.start()))
    if body is None or body.start() >= symbol.end:
        return None
    return begin, indentation(text, body.start())


def _colon(text: str, start: int, end: int) -> int | None:
    """Find the colon that ends a header: the first one outside of brackets."""
    depth = 0
    for found in _SCANNED.finditer(text, start, end):
        sign = found[0]
        depth += (sign in "([{") - (sign in ")]}")
        if sign == ":" and depth == 0:
            return found.start()
    return None
