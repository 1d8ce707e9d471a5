"""The schema for editors: it agrees with the parser, with the documentation and with its file."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from r1_assistant.config.schema import SETTINGS, Layer, parse, parse_toml
from r1_assistant.config.team.document import schema, schema_text
from r1_assistant.config.team.keys import (
    CATEGORY_FIELDS,
    PATHS_FIELDS,
    RULE_FIELDS,
    TEAM_FIELDS,
)
from r1_assistant.config.team.parse import parse_team, split

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docs" / "r1.schema.json"
DOCUMENT = ROOT / "docs" / "team-configuration.md"
VALIDATOR = jsonschema.Draft7Validator(schema())


def problems_of(table: dict[str, Any]) -> list[str]:
    own, rest = split(table)
    return [*parse(rest, Layer.WORKSPACE)[1], *parse_team(own, "x")[1]]


def agreed(table: dict[str, Any]) -> bool:
    """Tell what both say of a table."""
    said, valid = problems_of(table), VALIDATOR.is_valid(table)
    assert valid == (not said), (table, said, [e.message for e in VALIDATOR.iter_errors(table)])
    return valid


def test_the_file_is_what_is_generated() -> None:
    if os.environ.get("UPDATE_SCHEMA"):
        FILE.write_text(schema_text(), encoding="utf-8", newline="\n")
    assert FILE.read_text(encoding="utf-8") == schema_text()


def test_it_is_a_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_key_is_described() -> None:
    table = schema()
    rules = table["properties"]["rules"]["items"]
    keys = {*table["properties"], *rules["properties"]}
    sections = {key.partition(".")[0] for key in SETTINGS if "." in key}
    described = [*table["properties"].items(), *rules["properties"].items()]
    assert all(one.get("description") for key, one in described if key not in sections)
    assert {*TEAM_FIELDS, *RULE_FIELDS, "exclude", "fail_on"} <= keys
    assert not {"model", "device"} & keys


def examples() -> list[str]:
    return re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("text", examples())
def test_the_documents_examples_are_right(text: str) -> None:
    table, problems = parse_toml(text)
    assert problems == []
    assert agreed(table)


def test_the_document_names_every_key() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    keys = {*TEAM_FIELDS, *RULE_FIELDS, *PATHS_FIELDS, *CATEGORY_FIELDS, "exclude"}
    assert [key for key in sorted(keys) if f"`{key}" not in text and f"[{key}" not in text] == []


WRONG: list[dict[str, Any]] = [
    {"exclud": []},
    {"exclude": "a"},
    {"exclude": [3]},
    {"include": [""]},
    {"include": [" "]},
    {"include": ["x" * 201]},
    {"fail_on": "fatal"},
    {"fail-on": "fatal"},
    {"model": "tiny"},
    {"device": "gpu"},
    {"review": {"score_model": "tiny"}},
    {"review": {"speed": 3}},
    {"review.effort": "extreme"},
    {"max_findings": 0},
    {"max_findings": True},
    {"hover": 3},
    {"hover": {"wait-ms": -1}},
    {"root": "yes"},
    {"severity": {"bugs": "off"}},
    {"severity": {"bug": "fatal"}},
    {"severity": {"rule:X": "off"}},
    {"severity": ["off"]},
    {"categories": {"A": {"description": "x"}}},
    {"categories": {"a": {}}},
    {"categories": {"a": {"description": ""}}},
    {"categories": {"a": {"description": "x", "level": "off"}}},
    {"paths": [{"instructions": "x"}]},
    {"paths": {"match": ["a"]}},
    {"paths": [{"match": ["a"], "severity": {"bug": "bad"}}]},
    {"paths": [{"match": ["a"], "instructions": "x" * 4001}]},
    {"rules": [{"name": "a"}]},
    {"rules": [{"name": "A b", "text": "x"}]},
    {"rules": [{"name": "a", "text": "x", "severity": "off"}]},
    {"rules": [{"name": "a", "text": "x", "path": ["a"]}]},
    {"rules": [{"name": "a", "text": "x", "languages": ["Python"]}]},
    {"rules": [{"name": "a", "text": "x", "good": "y"}]},
    {"rules": [{"name": "a", "text": "x", "good": ["y"] * 6}]},
    {"rules": [{"name": "a", "text": "x"}] * 101},
]


@pytest.mark.parametrize("table", WRONG, ids=lambda table: json.dumps(table)[:60])
def test_wrong_ones_are_refused_by_both(table: dict[str, Any]) -> None:
    assert not agreed(table)


def variants(key: str) -> st.SearchStrategy[str]:
    return st.sampled_from([key, key.replace("_", "-")])


texts = st.text(max_size=4) | st.sampled_from(["a", "a/**", "python", "error", "off", "security"])
lists = st.lists(texts, max_size=3)
levels = st.dictionaries(
    st.sampled_from(["bug", "slip", "rule:a", "rule:A", "category:x", "x"]),
    st.sampled_from(["error", "off", "bad", 3]),
    max_size=3,
)
rules = st.fixed_dictionaries(
    {"name": st.sampled_from(["a", "a-1", "A"]), "text": texts},
    optional={
        "paths": lists,
        "languages": lists,
        "severity": texts,
        "category": texts,
        "good": lists,
        "other": texts,
    },
)
paths = st.fixed_dictionaries(
    {"match": lists}, optional={"instructions": texts, "severity": levels}
)
categories = st.dictionaries(
    texts, st.fixed_dictionaries({}, optional={"description": texts, "severity": texts}), max_size=2
)
halves = st.floats().filter(lambda one: not one.is_integer())  # 3.0 is an integer in a schema
scalars = st.booleans() | st.integers(-1, 20_000) | halves | texts | lists
tables = st.dictionaries(
    st.sampled_from(sorted(SETTINGS)).flatmap(variants) | texts, scalars, max_size=3
)
sections = st.fixed_dictionaries(
    {},
    optional={
        name: st.dictionaries(
            st.sampled_from(["wait_ms", "wait-ms", "enabled", "effort", "max_tokens"]),
            scalars,
            max_size=2,
        )
        for name in ("hover", "review", "completion")
    },
)
team = st.fixed_dictionaries(
    {},
    optional={
        "root": scalars,
        "include": lists,
        "severity": levels,
        "categories": categories,
        "paths": st.lists(paths, max_size=2),
        "rules": st.lists(rules, max_size=2),
    },
)


@given(tables, sections, team)
@profile(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_schema_and_the_parser_agree(
    flat: dict[str, Any], nested: dict[str, Any], own: dict[str, Any]
) -> None:
    agreed({**flat, **nested, **own})
