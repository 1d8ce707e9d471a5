"""What is known of a file, from its syntax tree."""

from dataclasses import replace

from r1_assistant.context.facts import Definition, FileFacts
from r1_assistant.context.imports import imports
from r1_assistant.context.references import calls
from r1_assistant.context.symbols import Symbol, symbols
from r1_assistant.context.syntax import SyntaxTree


def facts_of(tree: SyntaxTree, path: str) -> FileFacts:
    """Give what a file defines, imports and calls."""
    return replace(without_calls(tree, path), calls=tree.once(calls))


def without_calls(tree: SyntaxTree, path: str) -> FileFacts:
    """Give what a file defines and imports; it is found once for each tree and path."""
    known = tree.once(_by_path)
    if path not in known:
        definitions = tuple(definition_of(symbol, path) for symbol in symbols(tree))
        known[path] = FileFacts(path, tree.language.name, definitions, imports(tree))
    return known[path]


def definition_of(symbol: Symbol, path: str) -> Definition:
    """Give a text's definition as one of a workspace's."""
    return Definition(
        path,
        symbol.name,
        symbol.line,
        symbol.end_line,
        symbol.kind,
        symbol.container,
        symbol.signature,
        symbol.doc,
    )


def _by_path(_: SyntaxTree) -> dict[str, FileFacts]:
    return {}
