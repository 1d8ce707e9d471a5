from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.config.schema import (
    FailOn,
    Options,
    parse_toml,
    parse_user_options,
    parse_workspace_options,
    tool_table,
)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(scalars, lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=8)
keys = st.sampled_from(["model", "fail_on", "fail-on", "max_findings", "exclude", "other"])
tables = st.dictionaries(keys | st.text(), values)


@given(tables)
def test_any_table_gives_options_that_are_of_their_types(table: dict[str, object]) -> None:
    for parse in (parse_user_options, parse_workspace_options):
        options, problems = parse(table)
        assert options.model is None or options.model.strip()
        assert options.fail_on is None or options.fail_on in get_args(FailOn)
        assert options.max_findings is None or options.max_findings >= 1
        assert options.exclude is None or all(isinstance(item, str) for item in options.exclude)
        assert all(isinstance(problem, str) for problem in problems)


@given(tables)
def test_a_workspace_never_chooses_a_model(table: dict[str, object]) -> None:
    options, problems = parse_workspace_options(table)
    assert options.model is None
    assert ("model" in table) == any("user's choice" in problem for problem in problems)


@given(st.text() | st.text(alphabet='[]{}="\\\n .r1tol'))
def test_any_text_is_a_table_or_a_problem(text: str) -> None:
    table, problems = parse_toml(text)
    assert not (table and problems)
    assert isinstance(tool_table(table)[0], dict)


def test_what_users_write() -> None:
    table, problems = parse_toml(
        'fail-on = "error"\nmax_findings = 3\nexclude = ["vendor/", "*.min.js"]\n'
    )
    assert problems == []
    expected = Options(fail_on="error", max_findings=3, exclude=("vendor/", "*.min.js"))
    assert parse_workspace_options(table) == (expected, [])
    assert parse_user_options({"model": "tiny"}) == (Options(model="tiny"), [])


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"fail_on": "critical"}, '"fail_on" must be one of error, warning, info, never'),
        ({"max_findings": 0}, '"max_findings" must be a whole number from 1 on'),
        ({"max_findings": True}, '"max_findings" must be a whole number from 1 on'),
        ({"exclude": "vendor"}, '"exclude" must be a list of texts'),
        ({"colour": 1}, '"colour" is not a setting'),
        ({"endpoint": "http://x"}, '"endpoint" is not a setting'),
    ],
)
def test_mistakes_are_named(table: dict[str, object], problem: str) -> None:
    assert parse_workspace_options(table) == (Options(), [problem])
