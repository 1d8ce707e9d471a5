"""Settings as the program uses them: each one has a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from r1_assistant.config.paths import settings_file
from r1_assistant.config.schema import (
    FailOn,
    Options,
    parse_toml,
    parse_user_options,
    parse_workspace_options,
    tool_table,
)

WORKSPACE_FILE = ".r1.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What was resolved; `model` is None where the user chose none."""

    model: str | None = None
    fail_on: FailOn = "warning"
    max_findings: int = 10
    exclude: tuple[str, ...] = ()


def load_settings(workspace: Path | None) -> tuple[Settings, list[str]]:
    """Resolve the settings for a workspace (None: outside of any), and say what is wrong in them.

    A workspace's settings go before the user's own, and excluded paths add up. Files that cannot
    be read count as empty; each problem names its file.
    """
    user, problems = user_options()
    local, local_problems = workspace_options(workspace) if workspace else (Options(), [])
    return resolve(user, local), problems + local_problems


def resolve(user: Options, workspace: Options) -> Settings:
    """Fill in what neither file says."""
    default = Settings()
    return Settings(
        model=user.model,
        fail_on=workspace.fail_on or user.fail_on or default.fail_on,
        max_findings=workspace.max_findings or user.max_findings or default.max_findings,
        exclude=(user.exclude or ()) + (workspace.exclude or ()),
    )


def user_options() -> tuple[Options, list[str]]:
    """Read the user's settings file."""
    table, problems = _read(settings_file())
    options, more = parse_user_options(table)
    return options, problems + _in_file(settings_file(), more)


def workspace_options(workspace: Path) -> tuple[Options, list[str]]:
    """Read `.r1.toml`, or else `[tool.r1]` in `pyproject.toml`."""
    file = workspace / WORKSPACE_FILE
    if file.exists():
        table, problems = _read(file)
    else:
        file = workspace / "pyproject.toml"
        document, problems = _read(file)
        table, more = tool_table(document)
        problems += _in_file(file, more)
    options, more = parse_workspace_options(table)
    return options, problems + _in_file(file, more)


def _read(file: Path) -> tuple[Mapping[str, Any], list[str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError) as error:
        return {}, [f"{file}: this cannot be read ({error})"]
    table, problems = parse_toml(text)
    return table, _in_file(file, problems)


def _in_file(file: Path, problems: list[str]) -> list[str]:
    return [f"{file}: {problem}" for problem in problems]
