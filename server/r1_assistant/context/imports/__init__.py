"""The imports of a text: which names it takes, and from where."""

from r1_assistant.context.facts import Import
from r1_assistant.context.imports.finding import statements
from r1_assistant.context.imports.parsing import PARSERS
from r1_assistant.context.mending import mended
from r1_assistant.context.syntax import SyntaxTree

__all__ = ["imports"]


def imports(tree: SyntaxTree) -> tuple[Import, ...]:
    """Give what a text takes from elsewhere, in its order; none for a language without symbols.

    What it gives on counts too: `export * from`, `pub use`. A name that it gives on as another
    (`export default a`, `module.exports = a`) is an import from the module "", itself.
    """
    return tree.once(_imports)


def _imports(tree: SyntaxTree) -> tuple[Import, ...]:
    parser = PARSERS.get(tree.language.name)
    if parser is None:
        return ()
    found: list[Import] = []
    for statement in statements(mended(tree)):
        text = statement.text
        for taken in parser(text):
            line = statement.line + text.count("\n", 0, taken.at)
            found.append(Import(taken.module, taken.name, taken.alias, line))
    return tuple(found)
