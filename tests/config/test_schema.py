import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.config.schema import SETTINGS, Layer, parse, parse_toml, tool_table

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(scalars, lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=8)
keys = st.sampled_from(["model", "fail-on", "hover", "hover.wait-ms", "exclude", *SETTINGS])
nested = st.dictionaries(st.sampled_from(["wait_ms", "enabled", "hover", "max-tokens"]), values)
tables = st.dictionaries(keys | st.text(), values | nested)
layers = st.sampled_from(Layer)


@given(tables, layers, st.booleans())
def test_any_table_gives_values_that_are_right_or_problems(
    table: dict[str, object], layer: Layer, trusted: bool
) -> None:
    found, problems = parse(table, layer, trusted=trusted)
    assert all(SETTINGS[key].read(value) == value for key, value in found.items())
    assert all(problem.startswith('"') for problem in problems)


@given(tables, layers)
def test_without_trust_only_the_user_chooses_what_runs(
    table: dict[str, object], layer: Layer
) -> None:
    found, problems = parse(table, layer)
    personal = {"model", "review.score_model", "device"}
    assert layer is Layer.USER or not personal & set(found)
    refused = any("user's choice" in problem for problem in problems)
    chosen = any(table.get(key) is not None for key in personal)
    assert refused == (layer is not Layer.USER and chosen)


@given(st.text() | st.text(alphabet='[]{}="\\\n .r1tol'))
def test_any_text_is_a_table_or_a_problem(text: str) -> None:
    table, problems = parse_toml(text)
    assert not (table and problems)
    assert isinstance(tool_table(table)[0], dict)


def test_what_users_write() -> None:
    table, problems = parse_toml(
        'fail-on = "error"\nmax_findings = 3\nexclude = ["vendor/", "*.min.js"]\n'
        'hover.wait-ms = 0\n"completion.enabled" = false\n[edit]\nconfirm = true\n'
    )
    assert problems == []
    expected = {
        "fail_on": "error",
        "max_findings": 3,
        "exclude": ("vendor/", "*.min.js"),
        "hover.wait_ms": 0,
        "completion.enabled": False,
        "edit.confirm": True,
    }
    assert parse(table, Layer.WORKSPACE) == (expected, [])
    assert parse({"model": "tiny"}, Layer.USER) == ({"model": "tiny"}, [])


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"fail_on": "critical"}, '"fail_on" must be one of error, warning, info, never'),
        ({"fail_on": ["error"]}, '"fail_on" must be one of error, warning, info, never'),
        ({"max_findings": 0}, '"max_findings" must be a whole number from 1 on'),
        ({"max_findings": True}, '"max_findings" must be a whole number from 1 on'),
        ({"exclude": "vendor"}, '"exclude" must be a list of texts'),
        ({"colour": 1}, '"colour" is not a setting'),
        ({"endpoint": "http://x"}, '"endpoint" is not a setting'),
        ({"hover": 3}, '"hover" must be a table'),
        ({"hover": {"wait": 3}}, '"hover.wait" is not a setting; did you mean "hover.wait_ms"?'),
        ({"hover": {"enabled": 1}}, '"hover.enabled" must be true or false'),
        ({"hover.wait-ms": 1.5}, '"hover.wait_ms" must be a whole number from 0 to 10000'),
        ({"completion": {"max_tokens": 513}}, "whole number from 1 to 512"),
        ({"model": "../elsewhere"}, '"model" must be the id of a model'),
        ({"model": "https://elsewhere"}, '"model" must be the id of a model'),
    ],
)
def test_mistakes_are_named(table: dict[str, object], problem: str) -> None:
    found, [told] = parse(table, Layer.WORKSPACE, trusted=True)
    assert found == {}
    assert problem in told


def test_what_is_null_is_not_said() -> None:
    assert parse({"model": None, "hover": {"wait_ms": None}}, Layer.EDITOR) == ({}, [])
