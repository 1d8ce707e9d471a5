"""Code that does nothing, put into a source: the old side of its removal."""

import random
import re
from collections.abc import Iterator

from evals.refactoring.names import Local, local_variables
from evals.refactoring.view import LEAVES, View, body_of, shuffled, statements


def unused_variable(view: View, rng: random.Random) -> Iterator[str]:
    """Give a variable once more under a name that nothing uses."""
    if view.go:
        return  # an unused variable is an error there
    for function in shuffled(view.functions(), rng):
        found = [one for one in local_variables(view, function) if _quiet(view, one)]
        for local in shuffled(found, rng)[:1]:
            name = view.free(*_names(view, local.name))
            statement = local.statement
            start, end = view.lines(statement)
            text = view.between(start, end)
            if name is not None and text.count(local.name) == 1 and view.alone(statement):
                yield view.with_((end, end, text.replace(local.name, name, 1)))


def dead_code(view: View, rng: random.Random) -> Iterator[str]:
    """Repeat after a return what stands before it, where it never runs."""
    if view.java or view.go:
        return  # what can't be reached is an error in these, or vetted
    for function in shuffled(view.functions(), rng):
        body = body_of(function)
        inner = statements(body) if body is not None else []
        if len(inner) < 3 or inner[-1].type not in LEAVES or not view.alone(inner[-1]):
            continue
        repeated = inner[-2]
        if view.alone(repeated) and "=" not in view.text(repeated).partition("\n")[0]:
            start, end = view.lines(repeated)
            at = view.lines(inner[-1])[1]
            yield view.with_((at, at, view.between(start, end)))


def dead_function(view: View, rng: random.Random) -> Iterator[str]:
    """Keep a function's copy under a name that nobody calls."""
    for function in shuffled(view.functions(), rng):
        name = view.field(function, "name")
        above = function.parent
        if (
            name in ("", "__init__", "constructor")
            or above is None
            or "decorated" in above.type
            or not view.alone(function)
        ):
            continue
        fresh = view.free(*(f"_old_{name}", f"_{name}_v1") if view.python else (f"{name}Old",))
        start, end = view.lines(function)
        text = view.between(start, end)
        short = 3 <= text.count("\n") <= 25 and "decorated" not in above.type
        if fresh is None or not short or "@" in text or len(re.findall(rf"\b{name}\b", text)) != 1:
            continue
        if view.java and not text.lstrip().startswith("private"):
            continue
        top = above.type in ("module", "program", "source_file")
        space = "\n\n" if view.python and top else "\n"
        copy = re.sub(rf"\b{re.escape(name)}\b", fresh, text, count=1)
        yield view.with_((end, end, f"{space}{copy}"))


def commented_out(view: View, rng: random.Random) -> Iterator[str]:
    """Keep a statement as a comment beside itself."""
    mark = "# " if view.python else "// "
    for function in shuffled(view.functions(), rng):
        body = body_of(function)
        found = [s for s in (statements(body) if body is not None else []) if view.alone(s)]
        for statement in shuffled(found, rng)[:1]:
            start, end = view.lines(statement)
            lines = view.between(start, end).split("\n")[:-1]
            if len(lines) <= 6 and statement.type != "comment":
                indent = view.indent(statement)
                dead = "".join(f"{indent}{mark}{line[len(indent) :]}\n" for line in lines)
                yield view.with_((start, start, dead))


def _quiet(view: View, local: Local) -> bool:
    """Tell whether what a variable is bound to calls nothing."""
    text = view.text(local.statement)
    return "(" not in text and "[" not in text and "\n" not in text


def _names(view: View, name: str) -> list[str]:
    if view.python or "_" in name:
        return [f"{p}_{name}" for p in ("old", "initial", "previous")]
    return [f"{p}{name[:1].upper()}{name[1:]}" for p in ("old", "initial", "previous")]
