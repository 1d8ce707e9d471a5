"""Grammars and queries, loaded once when they are first needed."""

import importlib
import logging
import warnings
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

from r1_assistant.context.languages import Language

if TYPE_CHECKING:
    import tree_sitter

QueryKind = Literal["definitions", "references"]

_MICROSECONDS = 2_000_000
"""The longest parse. Texts that are wrong at each character take quadratic time."""

_logger = logging.getLogger(__name__)


@cache
def grammar(language: Language) -> "tree_sitter.Language | None":
    """Give a language's grammar; None if it has none, or none for this system."""
    if not language.grammar:
        return None
    module, _, function = language.grammar.partition(":")
    try:
        import tree_sitter

        return tree_sitter.Language(getattr(importlib.import_module(module), function)())
    except (ImportError, ValueError):
        _logger.exception("The grammar of %s can't be loaded.", language.name)
        return None


@cache
def parser_for(language: Language) -> "tree_sitter.Parser | None":
    """Give the parser of a language, which raises ValueError after two seconds.

    Threads can share it, because parsing keeps the interpreter's lock.
    """
    found = grammar(language)
    if found is None:
        return None
    import tree_sitter

    with warnings.catch_warnings():
        # it is to be replaced by a callback, which ends the process in this version
        warnings.simplefilter("ignore", DeprecationWarning)
        return tree_sitter.Parser(found, timeout_micros=_MICROSECONDS)


@cache
def query(language: Language, kind: QueryKind) -> "tree_sitter.Query | None":
    """Give the compiled query of a language; None if it is one without symbols."""
    found = grammar(language) if language.symbols else None
    if found is None:
        return None
    import tree_sitter

    return tree_sitter.Query(found, query_source(language.name, kind))


def query_source(name: str, kind: QueryKind) -> str:
    """Give a query's text, after that of the language it extends.

    A first line `; extends: NAME` takes over another language's patterns.
    """
    file = resources.files("r1_assistant.context") / "queries" / kind / f"{name}.scm"
    text = file.read_text("utf-8")
    first, _, _ = text.partition("\n")
    if not first.startswith("; extends: "):
        return text
    return query_source(first.removeprefix("; extends: ").strip(), kind) + text
