"""Rules with a pattern."""

from dataclasses import replace

import pytest

from r1_assistant.config.team.holding import Team
from r1_assistant.config.team.model import TeamFile, TeamPaths, TeamRule
from r1_assistant.domain.change import Change
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.custom import patterns
from r1_assistant.features.review.custom.patterns import pattern_findings
from support.changes import change_of

NO_PRINT = TeamRule("no-print", "No print.", severity="error", pattern=r"\bprint\(")


def config_of(*rules: TeamRule, **more: tuple[str, ...]) -> ReviewConfig:
    return ReviewConfig(team=Team((TeamFile("f", rules=rules, **more),)))


def places(change: Change, config: ReviewConfig) -> list[tuple[str, int, str]]:
    findings, skips = pattern_findings(change, config)
    assert skips == []
    return [(each.path, each.line, each.kind) for each in findings]


def test_added_lines_alone_are_looked_at() -> None:
    change = change_of("a.py", "print(1)\nx = 1\n", "print(1)\nx = 2\nprint(2)\n")
    (finding,), _ = pattern_findings(change, config_of(NO_PRINT))
    assert (finding.line, finding.quote, finding.kind) == (3, "print(2)", "rule:no-print")
    assert (finding.severity.value, finding.confidence) == ("error", 1.0)
    assert finding.message == "This line breaks the team's rule no-print: No print."


def test_a_line_that_only_moved_is_not_new() -> None:
    old = "def f():\n    print(1)\n"
    new = "def f():\n    if x:\n        print(1)\n        print(1)\n"
    assert places(change_of("a.py", old, new), config_of(NO_PRINT)) == [
        ("a.py", 4, "rule:no-print")
    ]


@pytest.mark.parametrize("path", ["api/.r1.toml", "vendor/a.py", "out/a.py", "package-lock.json"])
def test_files_that_are_not_reviewed(path: str) -> None:
    change = change_of(path, "", "print(1)\n")
    assert places(change, config_of(NO_PRINT, exclude=("out/",))) == []


def test_comments_and_unknown_files_are_looked_at_too() -> None:
    todo = TeamRule("ticket", "A TODO names its ticket.", pattern=r"TODO(?! \(R-\d+\))")
    text = "# TODO tidy\n# TODO (R-1) tidy\n"
    for path in ("a.py", "Makefile"):
        assert places(change_of(path, "", text), config_of(todo)) == [(path, 1, "rule:ticket")]


def test_a_pattern_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.5)
    slow = TeamRule("slow", "x", pattern="(a+)+$")
    change = change_of("a.py", "", f"x = '{'a' * 60}'\nprint(1)\n")
    findings, (skip,) = pattern_findings(change, config_of(slow, NO_PRINT))
    assert [each.kind for each in findings] == ["rule:no-print"]
    assert skip.reason == "the pattern of the rule slow took too long"


def test_many_slow_patterns_end_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.2)
    slow = [TeamRule(f"slow-{at}", "x", pattern=f"(a+)+{at}$") for at in range(9)]
    _, skips = pattern_findings(change_of("a.py", "", "a" * 60 + "\n"), config_of(*slow))
    assert len(skips) == 9


def test_a_severity_that_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_of(NO_PRINT)
    (file,) = config.team.files
    off = TeamPaths(("tests/",), severity=(("rule:no-print", "off"),))
    config = replace(config, team=Team((replace(file, paths=(off,)),)))
    assert places(change_of("tests/a.py", "", "print(1)\n"), config) == []
    assert len(places(change_of("a.py", "", "print(1)\n"), config)) == 1
