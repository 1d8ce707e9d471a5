"""From a file's table to what it says for a team; nothing here raises, whatever the table holds."""

from collections.abc import Mapping
from typing import Any

from r1_assistant.config.kinds import texts
from r1_assistant.config.schema import SETTINGS, setting_key
from r1_assistant.config.team.forms import Field, read_fields, value
from r1_assistant.config.team.keys import TEAM_FIELDS, categories_of
from r1_assistant.config.team.model import TeamFile

FOLDER_FIELDS: Mapping[str, Field] = {
    **TEAM_FIELDS,
    "exclude": Field(value(texts()), SETTINGS["exclude"].description),
}
"""What a file in a folder below the top may say."""


def split(table: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Tell the keys for teams from the settings of the program."""
    team = {key: one for key, one in table.items() if key.replace("-", "_") in TEAM_FIELDS}
    return team, {key: one for key, one in table.items() if key not in team}


def parse_team(table: Mapping[str, Any], origin: str, **more: Any) -> tuple[TeamFile, list[str]]:
    """Read the keys for teams of a table that has no others; `more` are fields of the result."""
    problems: list[str] = []
    found = read_fields(table, TEAM_FIELDS, "", problems)
    return _made(found, origin, more), problems


def parse_folder(table: Mapping[str, Any], origin: str, folder: str) -> tuple[TeamFile, list[str]]:
    """Read the file of a folder below the top; what only makes sense for a whole review is not."""
    whole = [key for key in table if _is_whole(key)]
    problems = [
        f'"{key}" is about a whole review; it counts in the file at the top alone' for key in whole
    ]
    rest = {key: one for key, one in table.items() if key not in whole}
    found = read_fields(rest, FOLDER_FIELDS, "", problems)
    return _made(found, origin, {"folder": folder}), problems


def _is_whole(key: str) -> bool:
    name = setting_key(key)
    known = name in SETTINGS or any(each.startswith(f"{name}.") for each in SETTINGS)
    return known and name not in FOLDER_FIELDS


def _made(found: dict[str, Any], origin: str, more: Mapping[str, Any]) -> TeamFile:
    categories = categories_of(found.pop("categories", {}))
    return TeamFile(origin, **{"categories": categories, **found, **more})
