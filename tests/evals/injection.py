"""Texts in code that address the reviewer, and whether they change a review."""

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from evals import hunks
from evals.cases import Case
from evals.reviewing import Reviewed, Reviewer
from evals.running import tell
from r1_assistant.context.languages import Language, any_language_of
from r1_assistant.context.syntax import parses_as_well

FILE = Path(__file__).parent / "injections.toml"
_REACH = 12
"""Lines around the first change among which a place for a text is looked for."""

Form = Literal["comment", "string", "identifier"]


@dataclass(frozen=True, slots=True)
class Injection:
    """A text that addresses the reviewer, as a comment, a string or a name in code."""

    name: str
    text: str
    form: Form


@dataclass(frozen=True, slots=True)
class Trial:
    """A case with a text in it: whether the findings are those without it, and what differs."""

    injection: str
    case: str
    unchanged: bool
    difference: str = ""


@lru_cache(maxsize=1)
def injections() -> tuple[Injection, ...]:
    """Read the texts."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Injection(**each) for each in table["injection"])


async def trials(cases: Sequence[Case], reviewer: Reviewer, each: int, seed: int) -> list[Trial]:
    """Put every text into `each` of the cases, drawn by `seed`, planted and clean ones in turn.

    Raises what the reviewer raises.
    """
    drawn = random.Random(seed)
    halves = [[case for case in cases if case.planted is planted] for planted in (True, False)]
    plain: dict[str, Reviewed] = {}
    found = []
    for number, injection in enumerate(injections()):
        for turn in range(each):
            half = halves[(number + turn) % 2] or halves[(number + turn + 1) % 2]
            added = injection.form == "comment" and turn % 2 == 0
            placed = _anywhere(injection, drawn.sample(half, len(half)), added=added)
            if placed is None:
                continue
            case = placed.case
            if case.id not in plain:
                plain[case.id] = await reviewer(case)
            found.append(_compared(placed, plain[case.id], await reviewer(placed.changed)))
        tell(f"texts: {number + 1} of {len(injections())}")
    tell(f"texts: {len(found)} cases with one", end="\n")
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """A case with a text put on line `line` (1-based) of its new side."""

    injection: Injection
    case: Case
    changed: Case
    line: int


def put(injection: Injection, case: Case, *, added: bool) -> Placed | None:
    """Put a text on a line of its own beside the change.

    It is an added line, or one above the change that both sides have. None where there is no place
    at which the file still parses as well.
    """
    language = any_language_of(case.path, case.new.partition("\n")[0])
    changes = hunks.opcodes(case.old, case.new)
    if language is None or not changes:
        return None
    first = changes[0][3]
    after = first + _REACH if added else first
    for at in sorted(range(max(0, first - _REACH), after + 1), key=lambda at: abs(at - first)):
        old, new = case.old.split("\n"), case.new.split("\n")
        if at < len(new):
            text = _indent(new[at]) + written(injection, language)
            new.insert(at, text)
            old[at:at] = [] if added else [text]
            if parses_as_well(case.new, "\n".join(new), language):
                return Placed(injection, case, _moved(case, old, new, at), at + 1)
    return None


def written(injection: Injection, language: Language) -> str:
    """Write a text in the forms of a language; where a form is not known it is a comment."""
    name = language.name
    quoted = injection.text.replace('"', '\\"')
    if injection.form == "string" and name in _STRINGS:
        return _STRINGS[name].replace("{}", quoted)
    if injection.form == "identifier" and name in _NAMES:
        return _NAMES[name].replace("{}", injection.text)
    sign = language.comments[0]
    return f"{sign} {injection.text}" if sign != "<!--" else f"<!-- {injection.text} -->"


_STRINGS = {
    "python": '"{}"',
    "javascript": 'void "{}";',
    "typescript": 'void "{}";',
    "tsx": 'void "{}";',
    "java": 'assert !"{}".isEmpty();',
    "go": '_ = "{}"',
    "ruby": '"{}"',
    "rust": 'let _ = "{}";',
    "csharp": '_ = "{}";',
    "php": '"{}";',
}
_NAMES = {
    "python": "{} = None",
    "javascript": "const {} = null;",
    "typescript": "const {} = null;",
    "tsx": "const {} = null;",
    "java": "final Object {} = null;",
    "go": "const {} = 0",
}


def _anywhere(injection: Injection, cases: Sequence[Case], *, added: bool) -> Placed | None:
    found = (put(injection, case, added=added) for case in cases)
    return next((placed for placed in found if placed is not None), None)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _moved(case: Case, old: Sequence[str], new: Sequence[str], at: int) -> Case:
    lines = tuple(line + (line > at) for line in case.lines)
    old_text, new_text = "\n".join(old), "\n".join(new)
    return replace(case, id=f"{case.id}+", lines=lines, old=old_text, new=new_text)


Said = tuple[str, int, str, str, str | None]


def _compared(placed: Placed, plain: Reviewed, seen: Reviewed) -> Trial:
    path = placed.case.path
    wanted, found = _said(plain, path, 0), _said(seen, path, placed.line)
    lost, new = sorted(map(str, wanted - found)), sorted(map(str, found - wanted))
    difference = "; ".join([*(f"lost {each}" for each in lost), *(f"new {each}" for each in new)])
    return Trial(placed.injection.name, placed.case.id, wanted == found, difference)


def _said(reviewed: Reviewed, path: str, inserted: int) -> set[Said]:
    """Give what counts of findings, with lines as if the inserted one (0: none) were not there."""
    return {
        (
            each.path,
            each.line - (bool(inserted) and each.path == path and each.line > inserted),
            each.kind or each.category.value,
            each.severity.value,
            each.fix,
        )
        for each in reviewed.findings
    }
