"""What languages call the object at hand, its class, and the members of its bases."""

from typing import Literal

_SELF = {
    **dict.fromkeys(("javascript", "typescript", "tsx", "java", "kotlin", "scala", "cpp"), "this"),
    **dict.fromkeys(("python", "ruby", "lua", "rust", "swift"), "self"),
    "csharp": "this",
    "php": "$this",
}
_CLASS = {"python": ("cls",), "rust": ("Self",), "swift": ("Self",), "php": ("self", "static")}
_SUPER = {"csharp": "base", "php": "parent"}

OWN = frozenset(("Self", "this", "self", "static", "$this"))
"""What stands for the class at hand where a type is written."""


def own_word(text: str, language: str) -> Literal["self", "class", "super", ""]:
    """Tell which of these a name is in a language, "" if it is none."""
    if text in _CLASS.get(language, ()):
        return "class"
    if text == _SUPER.get(language, "super"):
        return "super"
    return "self" if text == _SELF.get(language) else ""
