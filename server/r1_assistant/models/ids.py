"""Names of models: what a user types, and the name of the model's folder."""

import re

from r1_assistant.domain.errors import UsageError

_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def is_id(text: str) -> bool:
    """Say whether `text` can name a model; such a name is a safe folder name on every system."""
    return bool(_ID.fullmatch(text)) and not is_reserved(text) and ".." not in text


def is_reserved(name: str) -> bool:
    """Say whether Windows keeps a name for a device, so that no file can have it."""
    return bool(_RESERVED.fullmatch(name))


def checked_id(text: str) -> str:
    """Return `text`, or raise UsageError if it cannot name a model."""
    if not is_id(text):
        raise UsageError(
            f"{text!r} cannot name a model.",
            hint="Use up to 64 small letters, digits, dots, dashes and underscores.",
        )
    return text


def spelled(name: str) -> str:
    """Give the id that a name means: capitals, and Ollama's colon, are another spelling.

    Raises UsageError if it cannot name a model.
    """
    return checked_id(name.strip().lower().replace(":", "-"))


def id_from(name: str) -> str:
    """Make an id out of a file's or a model's name; empty if nothing of it can be used."""
    text = re.sub(r"[^a-z0-9._-]+", "-", name.lower())
    text = re.sub(r"\.{2,}", ".", text)[:64].strip("._-")
    return text if is_id(text) else ""
