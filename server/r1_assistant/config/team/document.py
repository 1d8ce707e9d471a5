"""The JSON schema of `.r1.toml`, for editors: made of the tables that the parser reads."""

import json
import re
from typing import Any

from r1_assistant.config.schema import SETTINGS, Layer
from r1_assistant.config.settings import documented_settings
from r1_assistant.config.team.forms import table_schema
from r1_assistant.config.team.keys import DEFINITIONS, TEAM_FIELDS

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The one that editors of TOML understand."""

_ABOUT = (
    "What .r1.toml at the top of a repository may say, and [tool.r1] in pyproject.toml. A file in "
    "a folder below may say what is for teams, and exclude; the rest is about a whole review."
)


def schema() -> dict[str, Any]:
    """Give the schema; what only a user may choose is not in it."""
    team = table_schema(TEAM_FIELDS)
    flat = _settings()
    tables = _tables(flat)
    plain = {key: one for key, one in flat.items() if "." not in key}
    patterns = {
        **team.get("patternProperties", {}),
        **{_pattern(key): one for key, one in flat.items() if re.search(r"[._]", key)},
    }
    return {
        "$schema": DIALECT,
        "title": "Settings of R1 Assistant",
        "description": _ABOUT,
        "type": "object",
        "properties": {**plain, **tables, **team["properties"]},
        "patternProperties": patterns,
        "additionalProperties": False,
        "definitions": dict(DEFINITIONS),
    }


def schema_text() -> str:
    """Write the schema down as the file in docs/ has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _settings() -> dict[str, dict[str, Any]]:
    """Give the schema of each setting that a workspace may make, by its dotted key."""
    return {
        one.key: {**one.schema, "description": one.description, "default": _plain(one.default)}
        for one in documented_settings()
        if Layer.WORKSPACE in SETTINGS[one.key].layers
    }


def _tables(flat: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Put the settings of a section into a table."""
    tables: dict[str, dict[str, Any]] = {}
    for key, one in flat.items():
        section, dot, name = key.partition(".")
        if dot:
            empty = {"type": "object", "properties": {}, "patternProperties": {}}
            table = tables.setdefault(section, {**empty, "additionalProperties": False})
            table["properties"][name] = one
            if "_" in name:
                table["patternProperties"][_pattern(name)] = one
    return tables


def _pattern(key: str) -> str:
    """Match a key with `-` as well as `_`."""
    return f"^{re.escape(key).replace('_', '[-_]')}$"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
