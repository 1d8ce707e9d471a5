"""The severities that a team has chosen, for what the built-in rules find: pure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from r1_assistant.config.team.holding import Team, severity_of
from r1_assistant.config.team.model import RULE
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.opinions import OPINION
from r1_assistant.features.review.tally import Tally

OFF = "turned off by the settings"

Levelled = TypeVar("Levelled", Finding, Candidate)


def levelled(found: Iterable[Levelled], team: Team, tally: Tally, path: str = "") -> list[Levelled]:
    """Give what was found the severities that hold, and leave out, and count, what is off.

    `path` is the file of candidates; findings know their own.
    """
    kept = []
    for each in found:
        level = level_for(each, path or getattr(each, "path", ""), team)
        tally.suppress("" if level else OFF)
        if level is not None:
            kept.append(each if level is each.severity else replace(each, severity=level))
    return kept


def level_for(found: Finding | Candidate, path: str, team: Team) -> Severity | None:
    """Give the severity that holds for what was found in a file; None if it is off.

    A rule of the team's has its own already. What nothing but a model says is never made worse by
    what is said of its category.
    """
    if not team.files or found.kind.startswith(RULE):
        return found.severity
    levels = team.levels(path)
    level = severity_of(levels, found.kind, found.category, found.severity)
    if level is None or found.kind != OPINION or OPINION in levels:
        return level
    return max(level, found.severity, key=lambda each: each.rank)
