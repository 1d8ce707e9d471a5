"""Which of a team's rules are about a file, and how severe it is to break them: pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from r1_assistant.config.team.holding import Team
from r1_assistant.config.team.model import CATEGORY, OFF, TeamCategory, TeamRule
from r1_assistant.context.languages import Language, language_for_id
from r1_assistant.domain.finding import AnyCategory, Category, Severity, category_of

UNSAID = Category.MAINTAINABILITY
"""The category of a rule that names none."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule as it holds for a file."""

    rule: TeamRule
    severity: Severity
    category: AnyCategory


def checks_for(path: str, language: Language | None, team: Team) -> tuple[Check, ...]:
    """Give the rules that hold for a file; those that are off are left out."""
    rules = team.rules(path)
    if not rules:
        return ()
    levels, categories = team.levels(path), team.categories(path)
    checks = (
        _check(rule, level_of(rule, levels, categories))
        for rule in rules
        if speaks_of(rule, language)
    )
    return tuple(check for check in checks if check is not None)


def speaks_of(rule: TeamRule, language: Language | None) -> bool:
    """Tell whether a rule is about a language, by its own name or the one that editors use.

    Data and documents, it is only about where it names files or languages.
    """
    if rule.languages:
        meant = [found.name if (found := language_for_id(one)) else one for one in rule.languages]
        return language is not None and language.name in meant
    return bool(rule.pattern or rule.paths) or (language is not None and language.code)


def level_of(
    rule: TeamRule, levels: Mapping[str, str], categories: Mapping[str, TeamCategory]
) -> str:
    """Give a rule's severity, or "off": what is said of the rule goes first, then its category."""
    own = categories.get(rule.category)
    key = rule.category if rule.category in set(Category) else CATEGORY + rule.category
    said = (levels.get(rule.kind), rule.severity, levels.get(key), own.severity if own else "")
    return next(filter(None, said), Severity.WARNING.value)


def _check(rule: TeamRule, level: str) -> Check | None:
    if level == OFF:
        return None
    return Check(rule, Severity(level), category_of(rule.category) if rule.category else UNSAID)
