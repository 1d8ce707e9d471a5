"""Two whole texts of a file, as the gate sees them."""

import difflib
from dataclasses import replace

from r1_assistant.analysis.equivalence import why_equivalent
from r1_assistant.analysis.sides import FileSides, sides_of
from r1_assistant.context.languages import any_language_of
from r1_assistant.git.patch import parse_patch


def sides(path: str, old: str, new: str, *, whole: bool = True, context: int = 3) -> FileSides:
    """Make the two sides of a changed file; without `whole`, as of a patch alone."""
    diff = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"a/{path}", f"b/{path}", n=context, lineterm=""
    )
    change, problems = parse_patch(("\n".join(diff) + "\n").encode())
    assert not problems
    (file,) = change.files
    language = any_language_of(path)
    assert language is not None
    return sides_of(replace(file, old_text=old, new_text=new) if whole else file, language)


def reasons(path: str, old: str, new: str, *, whole: bool = True, context: int = 3) -> list[str]:
    """Give what the gate says of each hunk."""
    found = sides(path, old, new, whole=whole, context=context)
    return [why_equivalent(found, hunk) for hunk in found.file.hunks]
