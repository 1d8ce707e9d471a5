"""What made a value harmless and was taken away."""

import re
from collections.abc import Iterator

from r1_assistant.analysis.security.look import in_tests, shown
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace

_CLEANERS = re.compile(
    r"(?:[\w$]+(?:\.|->|::))*(?P<name>\w*(?i:escap|quote|saniti[sz]e|purify|"
    r"secure_filename|basename|safe_join|"
    r"strip_tags|htmlspecialchars|htmlentities|encodeURI|bleach)\w*|DOMPurify\.sanitize|"
    r"filepath\.(?:Clean|Base)|"
    r"path\.(?:normalize|basename)|bleach\.clean|h)\("
)
_UNDOES = re.compile(r"(?i)unescape|unquote|escaped?_?(?:at|seq|char|string_re)|re\.escape|regex")
_COMPARES = re.compile(
    r"compare_digest|constant_time_compare|timingSafeEqual|ConstantTimeCompare|"
    r"MessageDigest\.isEqual|"
    r"hash_equals|secure_compare|FixedTimeEquals"
)
_EQUAL = re.compile(r"(?<![=!<>])[=!]==?(?!=)|\.equals\(|bytes\.Equal\(|\.Equals\(")


def cleaned(view: HunkView) -> Iterator[Trace]:
    """See a line that is as before but for the call that made a value harmless."""
    if in_tests(view.path) or not view.removed:
        return
    added = {_bare(view.new.line(number)): number for number in view.subjects}
    whole = "\n".join(line.text for line in view.hunk.added)
    for line in view.hunk.removed:
        for name, kept, without in _without(line.text):
            number = added.get(_bare(without))
            if number is not None and f"{name}(" not in whole:
                yield Trace(
                    "dropped-escape", number, shown(kept),
                    f"The value went through `{name}()` before, and now it does not.", 0.85,
                )  # fmt: skip
    yield from _compares(view)


def _without(text: str) -> Iterator[tuple[str, str, str]]:
    """Give the calls that clean a value: name, value, and the line without the call."""
    for call in _CLEANERS.finditer(text):
        if _UNDOES.search(call[0]):
            continue
        end = _closing(text, call.end())
        if end:
            inner = text[call.end() : end]
            name = call[0][:-1]
            for kept in {inner, inner.partition(",")[0]}:
                yield name, kept.strip(), text[: call.start()] + kept + text[end + 1 :]


def _closing(text: str, start: int) -> int:
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at
    return 0


def _compares(view: HunkView) -> Iterator[Trace]:
    """See a comparison of secrets that took the same time for all, and no longer does."""
    before = [line.text for line in view.hunk.removed if _COMPARES.search(line.text)]
    if not before or _COMPARES.search("\n".join(line.text for line in view.hunk.added)):
        return
    words = set(re.findall(r"\w{3,}", " ".join(before)))
    for number in sorted(view.subjects):
        text = view.new.line(number)
        if _EQUAL.search(text) and len(words & set(re.findall(r"\w{3,}", text))) >= 2:
            yield Trace(
                "timing-comparison",
                number,
                shown(text.strip()),
                "Every guess took the same time before; now the time tells how right it was.",
                0.9,
            )
            return


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
