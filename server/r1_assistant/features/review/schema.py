"""The shapes that answers are held to while they are generated."""

from collections.abc import Mapping, Sequence
from typing import Any

from r1_assistant.domain.finding import Category, Severity

Schema = Mapping[str, Any]

MAX_MESSAGE = 360
"""Code points; a longer message is cut after its last whole sentence."""


def findings_schema(lines: Sequence[int], max_findings: int = 2) -> Schema:
    """Hold an answer to a list, possibly empty, of findings on these lines and no others."""
    finding = _object(
        line={"enum": list(lines)},
        severity={"enum": [each.value for each in Severity]},
        category={"enum": [each.value for each in Category]},
        message=_text(MAX_MESSAGE),
    )
    return _answer(findings={"type": "array", "items": finding, "maxItems": max_findings})


def _answer(**properties: Any) -> Schema:
    # White space between the parts of the answer would cost time and say nothing.
    return _object(**properties) | {"x-guidance": {"whitespace_flexible": False}}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _text(max_length: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": max_length}
