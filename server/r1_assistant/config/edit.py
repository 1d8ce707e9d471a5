"""Writing the user's settings file, without losing what is in it."""

import json
import re
from pathlib import Path

from r1_assistant.config.paths import settings_file
from r1_assistant.config.schema import parse_toml
from r1_assistant.domain.errors import UsageError

_MODEL_LINE = re.compile(r"^[ \t]*model[ \t]*=.*$\n?", re.MULTILINE)
_FIRST_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def write_user_model(model: str) -> Path:
    """Make `model` the user's model and return the settings file.

    Raises UsageError if the file holds something that this cannot change without losing it.
    """
    file = settings_file()
    text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    changed = with_model(text, model)
    if changed is None:
        raise UsageError(f"{file} cannot be changed.", hint=f'Write model = "{model}" into it.')
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(changed, encoding="utf-8")
    draft.replace(file)
    return file


def with_model(text: str, model: str) -> str | None:
    """Return the settings `text` with another model, or None if nothing else may be touched."""
    before, problems = parse_toml(text)
    table = _FIRST_TABLE.search(text)
    head, tail = (text[: table.start()], text[table.start() :]) if table else (text, "")
    changed = f"model = {json.dumps(model)}\n{_MODEL_LINE.sub('', head, count=1)}{tail}"
    after, more_problems = parse_toml(changed)
    intact = not problems and not more_problems and after == {**before, "model": model}
    return changed if intact else None
