"""Names that the files of a folder, a package or a program see without an import."""

from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.sources import Sources, folder_of
from r1_assistant.context.resolve.things import CLASSES, Symbol, Thing

SHARED = ("csharp", "swift", "ruby", "c", "cpp", "bash", "php", "kotlin", "scala", "java")
"""Languages in which files see one another's names without an import, wholly or by package."""


def shared_name(name: str, path: str, sources: Sources) -> tuple[Thing, ...]:
    """Find a name in the files that see one another without import."""
    facts = sources.file(path)
    language = facts.language if facts else sources.language
    if language not in (*SHARED, "go"):
        return ()
    found = [one for one in sources.definitions(name) if _is_shared(one, language)]
    beside = [one for one in found if folder_of(one.path) == folder_of(path)]
    if language in ("go", "java", "php"):
        return tuple(Symbol(one) for one in beside)
    # a declaration in a header comes after the definition
    found.sort(key=lambda one: (one not in beside, one.path.endswith((".h", ".hpp"))))
    return tuple(Symbol(one) for one in found)


def _is_shared(definition: Definition, language: str) -> bool:
    if not definition.container:
        return True
    nested = language in ("csharp", "cpp", "ruby", "kotlin", "scala", "swift")
    return nested and definition.kind in (*CLASSES, "module", "type")
