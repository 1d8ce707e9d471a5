"""What a file says for a team: read without raising, bounded, with a sentence for what is wrong."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.config.schema import SETTINGS, parse_toml
from r1_assistant.config.team.keys import MOST_RULES, TEAM_FIELDS
from r1_assistant.config.team.model import TeamCategory, TeamFile, TeamPaths, TeamRule
from r1_assistant.config.team.parse import parse_folder, parse_team, split

WRITTEN = """
root = true
include = ["src/"]

[severity]
bug = "info"
"rule:no-print" = "off"
"category:compliance" = "error"

[categories.compliance]
description = "What auditors ask for"

[[paths]]
match = ["api/**"]
instructions = "Say what a caller notices."
severity = { security = "error" }

[[rules]]
name = "no-print"
text = "Use the logging module."
paths = ["lib/"]
languages = ["python"]
severity = "warning"
category = "compliance"
good = ["log.info(x)"]
bad = ["print(x)"]
pattern = 'print\\('
"""


def read(text: str) -> tuple[TeamFile, list[str]]:
    table, problems = parse_toml(text)
    assert problems == []
    return parse_team(table, "file")


def test_everything_that_can_be_said() -> None:
    file, problems = read(WRITTEN)
    assert problems == []
    assert file == TeamFile(
        "file",
        root=True,
        include=("src/",),
        severity=(("bug", "info"), ("category:compliance", "error"), ("rule:no-print", "off")),
        categories=(TeamCategory("compliance", "What auditors ask for", "warning"),),
        paths=(TeamPaths(("api/**",), "Say what a caller notices.", (("security", "error"),)),),
        rules=(
            TeamRule(
                "no-print",
                "Use the logging module.",
                ("lib/",),
                ("python",),
                "warning",
                "compliance",
                ("log.info(x)",),
                ("print(x)",),
                r"print\(",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("include = 3", '"include" must be a list'),
        ("include = [3]", '"include[0]" must be a pattern of paths'),
        ('include = [" "]', '"include[0]" must be a pattern of paths of at most 200'),
        ("root = 1", '"root" must be true or false'),
        ('severity.bugg = "off"', '"severity.bugg" is no category or kind; did you mean "bug"?'),
        ('severity.bug = "bad"', '"severity.bug" must be one of error, warning, info, off'),
        ('severity."rule:A" = "off"', '"severity.rule:A" is no category or kind'),
        ("severity = 3", '"severity" must be a table'),
        ('categories.A.description = "x"', '"categories.A" is no category'),
        ("categories.a = {}", '"categories.a.description" is missing'),
        ('[[rules]]\nname = "a"', '"rules[0].text" is missing'),
        ('[[rules]]\nname = "A"\ntext = "x"', '"rules[0].name" must be a name'),
        ('[[rules]]\nname = "a"\ntext = "x"\npath = []', '"rules[0].path" is no key; did you mean'),
        ('[[rules]]\nname = "a"\ntext = "x"\nseverity = "off"', '"rules[0].severity" must be one'),
        ('[[rules]]\nname = "a"\ntext = "x"\npattern = "("', "is no regular expression"),
        ('[[paths]]\ninstructions = "x"', '"paths[0].match" is missing'),
        ('rules = "x"', '"rules" must be a list'),
    ],
)
def test_what_is_wrong_is_said_and_left_out(text: str, problem: str) -> None:
    file, (said,) = read(text)
    assert said.startswith(problem) or problem in said
    assert file == TeamFile("file")


def test_a_wrong_part_leaves_the_rest() -> None:
    file, problems = read('severity = { bug = "off", api = 3 }\ninclude = ["a", 3, "b"]')
    assert (file.severity, file.include, len(problems)) == ((("bug", "off"),), ("a", "b"), 2)


def test_a_file_without_end_is_bounded() -> None:
    rules = "".join(f'[[rules]]\nname = "r{at}"\ntext = "x"\n' for at in range(10_000))
    file, (problem,) = read(rules)
    assert len(file.rules) == MOST_RULES
    assert problem == f'"rules" has 10000 entries; the first {MOST_RULES} count'


def test_deep_nesting_is_a_problem_and_no_crash() -> None:
    table, (problem,) = parse_toml("include = " + "[" * 50_000)
    assert (table, "not TOML" in problem) == ({}, True)
    file, problems = read("include = " + "[" * 90 + "]" * 90)
    assert (file, len(problems)) == (TeamFile("file"), 1)


def test_a_folder_has_no_say_in_a_whole_review() -> None:
    table, _ = parse_toml(
        'fail-on = "never"\nmodel = "x"\nhover = { wait_ms = 3 }\nexclude = ["a"]\nroot = true\n'
        "nonsense = 1\n"
    )
    file, problems = parse_folder(table, "api/.r1.toml", "api")
    assert file == TeamFile("api/.r1.toml", "api", root=True, exclude=("a",))
    whole = [problem for problem in problems if "is about a whole review" in problem]
    assert [problem.split('"')[1] for problem in whole] == ["fail-on", "model", "hover"]
    assert '"nonsense" is no key' in problems[-1]


def test_what_runs_is_not_for_teams() -> None:
    words = ("model", "device", "command", "program", "url", "address", "output", "file")
    keys = {key for key in TEAM_FIELDS if any(word in key for word in words)}
    assert keys == set()
    assert not set(TEAM_FIELDS) & set(SETTINGS)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
values = st.recursive(
    scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=8), v, max_size=3)
)
KEYS = st.sampled_from([*TEAM_FIELDS, "name", "text", "match", "severity", "exclude", "a-b"])
tables = st.dictionaries(KEYS | st.text(max_size=8), values | st.dictionaries(KEYS, values))


@given(tables, st.booleans())
def test_any_table_gives_a_file_or_problems(table: dict[str, Any], below: bool) -> None:
    own, rest = split(table)
    assert {**own, **rest} == table
    file, problems = parse_folder(table, "x", "f") if below else parse_team(own, "x")
    assert all(problem.startswith('"') for problem in problems)
    hash(file)
