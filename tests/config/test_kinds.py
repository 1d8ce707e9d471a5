import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.config.schema import SETTINGS
from r1_assistant.config.settings import documented_settings

TYPES = {"boolean": bool, "integer": int, "string": str, "array": list, "null": type(None)}

near = st.sampled_from(
    ["error", "never", "tiny", "a b", "../x", 0, 1, 512, 513, 4000, 4001, 10_001]
)
scalars = st.none() | st.booleans() | st.integers() | st.text() | near
values = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.text(), scalars, max_size=2)


def allows(schema: Any, value: Any) -> bool:
    """Apply a JSON schema, as far as settings use them; a keyword beyond that is an error."""
    named = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    unknown = set(schema) - {"type", "enum", "minimum", "maximum", "pattern", "items"}
    assert not unknown
    if type(value) not in [TYPES[name] for name in named]:
        return False
    return (
        value in schema.get("enum", [value])
        and (not isinstance(value, int) or value >= schema.get("minimum", value))
        and (not isinstance(value, int) or value <= schema.get("maximum", value))
        and (not isinstance(value, str) or _matches(schema.get("pattern", ""), value))
        and (not isinstance(value, list) or all(allows(schema["items"], one) for one in value))
    )


def _matches(pattern: str, value: str) -> bool:
    return bool(re.search(pattern.replace("$", r"\Z"), value))  # as in JavaScript


def reads(key: str, value: Any) -> bool:
    try:
        SETTINGS[key].read(value)
    except ValueError:
        return False
    return True


@settings(deadline=None)
@given(st.sampled_from(sorted(SETTINGS)), values)
def test_the_schema_allows_what_is_read(key: str, value: Any) -> None:
    if value is not None:  # which is as good as silence
        assert allows(SETTINGS[key].schema, value) == reads(key, value)


@pytest.mark.parametrize("setting", [*documented_settings()], ids=lambda each: each.key)
def test_every_default_is_allowed(setting: Any) -> None:
    assert allows(setting.schema, json.loads(json.dumps(setting.default)))


def test_what_an_editor_is_told() -> None:
    told = {key: setting.schema for key, setting in SETTINGS.items()}
    assert told["hover.wait_ms"] == {"type": "integer", "minimum": 0, "maximum": 10000}
    assert told["max_findings"] == {"type": "integer", "minimum": 1}
    assert told["fail_on"] == {"type": "string", "enum": ["error", "warning", "info", "never"]}
    assert told["completion.disabled_languages"] == {"type": "array", "items": {"type": "string"}}
    assert json.loads(json.dumps(told)) == told
