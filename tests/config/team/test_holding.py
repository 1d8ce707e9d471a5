"""What several files say together, for a path."""

import pytest

from r1_assistant.config.team.holding import Team, severity_of, unknown_names
from r1_assistant.config.team.model import TeamCategory, TeamFile, TeamPaths, TeamRule
from r1_assistant.domain.finding import Category, CustomCategory, Severity

NO_PRINT = TeamRule("no-print", "No print.", ("lib/",))
TOP = TeamFile(
    ".r1.toml",
    include=("src/", "api/", "lib/"),
    exclude=("*.gen.py",),
    severity=(("api", "info"), ("bug", "warning")),
    categories=(TeamCategory("legal", "Law.", "error"),),
    paths=(TeamPaths(("api/**",), "Top says.", (("bug", "error"),)),),
    rules=(NO_PRINT, TeamRule("named", "At the top.")),
)
BELOW = TeamFile(
    "api/.r1.toml",
    "api",
    exclude=("!keep.gen.py", "/v1/old/"),
    severity=(("api", "off"),),
    paths=(TeamPaths(("v1/",), "Below says."),),
    rules=(TeamRule("named", "Below."),),
)
MINE = TeamFile("mine", personal=True, severity=(("bug", "info"),))
TEAM = Team((TOP, BELOW, MINE))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("src/a.py", ""),
        ("docs/a.py", "not included"),
        ("src/a.gen.py", "excluded"),
        ("api/a.gen.py", "excluded"),
        ("api/keep.gen.py", ""),
        ("api/v1/old/a.py", "excluded"),
        ("src/v1/old/a.py", ""),
        ("apis/a.py", "not included"),
    ],
)
def test_filters_add_up(path: str, why: str) -> None:
    assert TEAM.why_not(path) == why


def test_the_nearest_severity_holds_and_the_users_goes_before_all() -> None:
    assert TEAM.levels("api/a.py") == {"api": "off", "bug": "info"}
    assert TEAM.levels("src/a.py") == {"api": "info", "bug": "info"}
    assert Team((TOP, BELOW)).levels("api/a.py") == {"api": "off", "bug": "error"}


def test_rules_add_up_and_the_nearest_of_a_name_holds() -> None:
    assert [rule.text for rule in TEAM.rules("api/a.py")] == ["Below."]
    assert [rule.text for rule in TEAM.rules("lib/a.py")] == ["No print.", "At the top."]


def test_the_nearest_notes_come_first() -> None:
    assert TEAM.notes("api/v1/a.py") == (
        ("api/.r1.toml (v1/)", "Below says."),
        (".r1.toml (api/**)", "Top says."),
    )
    assert TEAM.notes("v1/a.py") == ()


def test_a_root_lets_nothing_through_from_above() -> None:
    team = Team((TOP, TeamFile("api/.r1.toml", "api", root=True), MINE))
    assert team.why_not("api/a.gen.py") == ""
    assert team.levels("api/a.py") == {"bug": "info"}
    assert team.rules("api/a.py") == ()
    assert team.categories("api/a.py") == {}
    assert team.why_not("src/a.gen.py") == "excluded"


def test_a_team_that_says_nothing_is_none() -> None:
    assert not Team()
    assert not Team((TeamFile("x"), TeamFile("y", "f"), TeamFile("z", personal=True)))
    assert TEAM


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({}, Severity.WARNING),
        ({"bug": "error"}, Severity.ERROR),
        ({"bug": "error", "slip": "info"}, Severity.INFO),
        ({"bug": "error", "slip": "off"}, None),
        ({"security": "off"}, Severity.WARNING),
    ],
)
def test_a_kind_goes_before_its_category(levels: dict[str, str], expected: Severity | None) -> None:
    assert severity_of(levels, "slip", Category.BUG, Severity.WARNING) is expected


def test_a_category_of_ones_own() -> None:
    own = CustomCategory("legal")
    assert severity_of({"category:legal": "off"}, "", own, Severity.ERROR) is None
    assert TEAM.categories("src/a.py")["legal"].severity == "error"


def test_names_that_nothing_stands_for_are_told() -> None:
    file = TeamFile(
        "f",
        severity=(("category:law", "off"), ("rule:gone", "off"), ("rule:a", "off")),
        rules=(TeamRule("a", "b", category="law"), TeamRule("c", "d", category="bug")),
    )
    neither = "which is neither built in nor among `categories`"
    assert unknown_names(Team((file,))) == [
        f'f: the rule "a" is of the category "law", {neither}',
        'f: "severity" names "category:law", which there is none of',
        'f: "severity" names "rule:gone", which there is none of',
    ]
