"""Rules of the log: only the kinds that occur, with what there is to say about them."""

from collections.abc import Iterable

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats.kinds import SECURITY, About, about
from r1_assistant.features.formats.markup import code, text
from r1_assistant.features.formats.safe import cut
from r1_assistant.features.formats.sarif.places import Json

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

MOST_RULES = 25_000
"""GitHub refuses a run with more."""

_MOST_TAGS = 10
"""GitHub shows no more."""

_LONGEST = 1_024
"""Code points of a description that GitHub keeps; of a name it keeps 255."""

_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}

_SCORES = {Severity.ERROR: "8.0", Severity.WARNING: "5.5", Severity.INFO: "2.0"}
"""Scores as of CVSS, by which GitHub calls an alert high (7.0 on), medium (4.0 on) or low."""


def rules(findings: Iterable[Finding]) -> tuple[list[Json], dict[str, int]]:
    """Give the rules in the order in which they first occur, and each one's index by its id."""
    known: dict[str, About] = {}
    for finding in findings:
        kind = about(finding)
        known.setdefault(kind.id, kind)
    return [_rule(kind) for kind in known.values()], {id: at for at, id in enumerate(known)}


def _rule(kind: About) -> Json:
    silence = code(f"{kind.silence} reason")
    return {
        "id": kind.id,
        "name": kind.name[:255],
        "shortDescription": {"text": cut(f"{kind.title}.", _LONGEST)},
        "fullDescription": {"text": cut(kind.sentence, _LONGEST)},
        "help": {
            "text": f"{kind.sentence} {kind.remedy}\n"
            f"To accept it, write {silence} in a comment at the end of the line.",
            "markdown": f"{text(kind.sentence)}\n\n"
            f"**What to do:** {text(kind.remedy)}\n\n{_weakness(kind)}"
            f"**To accept it**, write {silence} in a comment at the end of the line.",
        },
        "defaultConfiguration": {"level": LEVELS[kind.severity]},
        "properties": _properties(kind),
    }


def _properties(kind: About) -> Json:
    tags = [kind.category]
    if kind.weakness and kind.is_security:
        tags.append(f"external/cwe/cwe-{kind.weakness:03}")
    properties: Json = {"tags": tags[:_MOST_TAGS], "problem.severity": _PROBLEM[kind.severity]}
    if kind.category == SECURITY:
        properties["security-severity"] = _SCORES[kind.severity]
    return properties


def _weakness(kind: About) -> str:
    return f"**Weakness:** CWE-{kind.weakness}\n\n" if kind.weakness else ""
