"""Which rules hold for a file, and how severe they are."""

import pytest

from r1_assistant.config.team.holding import Team
from r1_assistant.config.team.model import TeamCategory, TeamFile, TeamRule
from r1_assistant.context.languages import any_language_of
from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.custom.checks import checks_for, speaks_of


def severity(levels: dict[str, str], **rule: str) -> str | None:
    categories = (TeamCategory("legal", "Law.", "error"),)
    own = TeamRule("a", "Text.", **rule)
    file = TeamFile("f", severity=tuple(levels.items()), categories=categories, rules=(own,))
    checks = checks_for("x.py", any_language_of("x.py"), Team((file,)))
    return checks[0].severity.value if checks else None


@pytest.mark.parametrize(
    ("levels", "rule", "expected"),
    [
        ({}, {}, "warning"),
        ({}, {"category": "legal"}, "error"),
        ({}, {"severity": "info", "category": "legal"}, "info"),
        ({"rule:a": "error"}, {"severity": "info"}, "error"),
        ({"rule:a": "off"}, {"severity": "error"}, None),
        ({"category:legal": "off"}, {"category": "legal"}, None),
        ({"security": "info"}, {"category": "security"}, "info"),
        ({"security": "info"}, {"category": "security", "severity": "error"}, "error"),
        ({"maintainability": "off"}, {}, "warning"),
    ],
)
def test_what_is_said_of_the_rule_goes_first(
    levels: dict[str, str], rule: dict[str, str], expected: str | None
) -> None:
    assert severity(levels, **rule) == expected


@pytest.mark.parametrize(
    ("rule", "path", "expected"),
    [
        (TeamRule("a", "b"), "x.py", True),
        (TeamRule("a", "b"), "x.md", False),
        (TeamRule("a", "b"), "x.unknown", False),
        (TeamRule("a", "b", paths=("docs/",)), "x.md", True),
        (TeamRule("a", "b", pattern="x"), "x.unknown", True),
        (TeamRule("a", "b", languages=("python",)), "x.py", True),
        (TeamRule("a", "b", languages=("python",)), "x.go", False),
        (TeamRule("a", "b", languages=("typescriptreact",)), "x.tsx", True),
        (TeamRule("a", "b", languages=("cobol",), pattern="x"), "x.unknown", False),
    ],
)
def test_languages(rule: TeamRule, path: str, expected: bool) -> None:
    assert speaks_of(rule, any_language_of(path)) is expected


def test_a_category_is_built_in_or_the_teams() -> None:
    rules = (TeamRule("a", "b"), TeamRule("c", "d", category="legal"))
    team = Team((TeamFile("f", rules=rules),))
    first, second = checks_for("x.py", any_language_of("x.py"), team)
    assert first.category is Category.MAINTAINABILITY
    assert (second.category.value, second.severity) == ("legal", Severity.WARNING)
