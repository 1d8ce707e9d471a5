"""What holds in a folder: settings, and the index of its code."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from r1_assistant.config.settings import Settings
    from r1_assistant.context.facts import Workspace


def settings_for(
    folder: Path | None, *, in_repository: bool = False
) -> "tuple[Settings, list[str]]":
    """Resolve the settings that hold in a folder, and say what is wrong in their files.

    `in_repository` takes those at the top of the folder's work tree in place of the folder's own.
    """
    from r1_assistant.config.settings import load_settings

    if folder is None or not in_repository:
        return load_settings(folder)
    from r1_assistant.git import repository

    return load_settings(repository.root(folder))


def workspace(
    root: Path, seconds: float | None = None, exclude: tuple[str, ...] | None = None
) -> "Workspace":
    """Give what is known of a folder's code, brought up to date as far as `seconds` allow.

    `exclude` goes before the folder's own settings.
    """
    from r1_assistant.context.index.local import bring_up_to_date

    if exclude is None:
        exclude = settings_for(root)[0].exclude
    return bring_up_to_date(root, exclude, seconds)


def is_yaml(text: str) -> bool:
    """Tell whether a text follows the grammar of YAML."""
    from r1_assistant.context.languages import any_language_of
    from r1_assistant.context.syntax import parse, problems

    language = any_language_of("a.yaml")
    tree = None if language is None else parse(text, language)
    return tree is not None and problems(tree) == 0
