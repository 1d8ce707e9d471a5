"""The context of a symbol: its code, what it uses, who uses it."""

from r1_assistant.context.contexts.around import (
    enclosing_parts,
    extended,
    parameter_types,
)
from r1_assistant.context.contexts.callers import callers
from r1_assistant.context.contexts.chain import chain
from r1_assistant.context.contexts.focused import FocusedPlan
from r1_assistant.context.contexts.passage import Passage
from r1_assistant.context.contexts.scope import Scope
from r1_assistant.context.contexts.uses import used
from r1_assistant.context.contexts.values import Context, Count, Document
from r1_assistant.context.definitions import Symbol, symbols
from r1_assistant.context.extraction import definition_of
from r1_assistant.context.facts import Definition, Workspace
from r1_assistant.context.references import identifier_at
from r1_assistant.context.resolve import resolve


def plan_symbol(document: Document, offset: int, workspace: Workspace) -> FocusedPlan:
    """Collect what explains the name at an offset, or else the definition around it."""
    place = _definition(document, offset, workspace)
    if place is None:
        return FocusedPlan(_lines_around(document, offset), ())
    home, symbol = place
    scope = Scope(home, workspace)
    around = chain(home, symbol.name_start)
    candidates = [
        *used(scope, [(symbol.start, symbol.end)], symbol.start),
        *enclosing_parts(home, [one for one in around if one != symbol]),
        *extended(scope, around),
        *parameter_types(scope, around),
        *callers(definition_of(symbol, home.path), workspace),
    ]
    keep = offset if home is document and symbol.start <= offset <= symbol.end else symbol.start
    return FocusedPlan(Passage(home, symbol.start, symbol.end, keep), candidates)


def for_symbol(
    document: Document, offset: int, workspace: Workspace, budget: int, count: Count
) -> Context:
    """Choose what a model is shown to explain the name at an offset, or what it stands in.

    `budget` is in tokens as `count` counts them.
    """
    return plan_symbol(document, offset, workspace).fit(budget, count)


def _definition(
    document: Document, offset: int, workspace: Workspace
) -> tuple[Document, Symbol] | None:
    """Find the definition that is meant, in the document or in another file."""
    tree = document.tree
    if tree is None:
        return None
    name = identifier_at(tree, offset)
    if name is not None and not name.is_definition:
        for found in resolve(tree, document.path, name, workspace, 1):
            if (place := placed(found.definition, document, workspace)) is not None:
                return place
    around = chain(document, offset)
    return (document, around[-1]) if around else None


def placed(
    found: Definition, document: Document, workspace: Workspace
) -> tuple[Document, Symbol] | None:
    """Find a definition's symbol in its file as it is now."""
    home = document
    if found.path != document.path:
        text = workspace.text(found.path)
        if text is None:
            return None
        home = Document.of(found.path, text)
    named = [one for one in symbols(home.tree) if one.name == found.name] if home.tree else []
    nearest = min(named, key=lambda one: abs(one.line - found.line), default=None)
    return None if nearest is None else (home, nearest)


def _lines_around(document: Document, offset: int) -> Passage:
    """Take what stands around an offset that is in no definition."""
    return Passage(
        document, max(0, offset - 2_000), min(len(document.text), offset + 2_000), offset
    )
