"""What users write in settings files: everything optional, nothing trusted.

The user's own file       `config.toml` in the configuration folder
A workspace's settings    `.r1.toml`, or `[tool.r1]` in `pyproject.toml`
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

FailOn = Literal["error", "warning", "info", "never"]


@dataclass(frozen=True, slots=True)
class Options:
    """Settings as one file gives them; None where it is silent.

    `model` is the id of a model. `exclude` are patterns of paths that are not reviewed, as in
    `.gitignore`.
    """

    model: str | None = None
    fail_on: FailOn | None = None
    max_findings: int | None = None
    exclude: tuple[str, ...] | None = None


def parse_toml(text: str) -> tuple[Mapping[str, Any], list[str]]:
    """Read TOML; an unreadable text counts as empty, with the reason among the problems."""
    import tomllib  # late: most people have no settings file

    try:
        return tomllib.loads(text), []
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [f"this is not TOML ({error})"]


def parse_user_options(table: Mapping[str, Any]) -> tuple[Options, list[str]]:
    """Read the user's own settings."""
    return _parse(table, {"model": _text, **_REVIEW})


def parse_workspace_options(table: Mapping[str, Any]) -> tuple[Options, list[str]]:
    """Read a workspace's settings, which may not choose what runs on the user's machine."""
    options, problems = _parse({k: v for k, v in table.items() if k != "model"}, _REVIEW)
    if "model" in table:
        problems.append('"model" is the user\'s choice (r1-model use ID) and is ignored here')
    return options, problems


def tool_table(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[str]]:
    """Take `[tool.r1]` out of a pyproject.toml; empty if there is none."""
    tool = document.get("tool", {})
    table = tool.get("r1", {}) if isinstance(tool, dict) else {}
    return (table, []) if isinstance(table, dict) else ({}, ['"tool.r1" must be a table'])


Reader = Callable[[Any], Any]


def _parse(table: Mapping[str, Any], readers: Mapping[str, Reader]) -> tuple[Options, list[str]]:
    values: dict[str, Any] = {}
    problems = []
    for raw_key, value in table.items():
        key = raw_key.replace("-", "_")
        if key not in readers:
            problems.append(f'"{raw_key}" is not a setting')
            continue
        try:
            values[key] = readers[key](value)
        except ValueError as error:
            problems.append(f'"{raw_key}" {error}')
    return Options(**values), problems


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text")
    return value


def _fail_on(value: Any) -> str:
    if value not in get_args(FailOn):
        raise ValueError(f"must be one of {', '.join(get_args(FailOn))}")
    return str(value)


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("must be a whole number from 1 on")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be a list of texts")
    return tuple(value)


_REVIEW: dict[str, Reader] = {"fail_on": _fail_on, "max_findings": _count, "exclude": _texts}
