"""A finished review, written down for the place where it is read: a format per module.

Formats are pure: they take what was reviewed and give a text. Nothing is imported before a format
is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from r1_assistant.features.formats.reviewed import Reviewed

_MODULES = {
    "json": "json_document",
    "sarif": "sarif.log",
    "github": "github",
    "rdjson": "rdjson",
    "markdown": "markdown",
    "html": "html.page",
    "junit": "junit",
    "gitlab": "gitlab",
    "azure": "azure",
}

FORMS = tuple(_MODULES)
"""The names of the formats."""

MARKUP = frozenset({"html", "junit"})
"""Those in which a character may be written as a character reference (`&#8364;`)."""

JSON = frozenset({"json", "sarif", "rdjson", "gitlab"})
"""Those that are JSON."""

COMMANDS = frozenset({"github", "azure"})
"""Those that are commands for a CI service."""


def render(form: str, reviewed: "Reviewed") -> str:
    """Write a review in one of `FORMS`; what a format can't hold is left out, and it says so."""
    module = import_module(f"{__name__}.{_MODULES[form]}")
    return str(module.render(reviewed))
