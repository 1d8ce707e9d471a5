"""Methods that override a changed one, and no longer agree with it."""

from collections.abc import Callable, Iterator

from r1_assistant.context.impact.compare import Difference
from r1_assistant.context.impact.constructors import class_of, descendants
from r1_assistant.context.impact.fit import accepts
from r1_assistant.context.impact.report import Broken
from r1_assistant.context.impact.sides import Side
from r1_assistant.context.parameters import parameters


def overrides(
    difference: Difference, side: Side, may_look_at: Callable[[str], bool]
) -> Iterator[Broken]:
    """Find overrides that took the old calls and don't take the new ones."""
    path, container, name = difference.key
    single = len(difference.old) == len(difference.new) == 1
    private = name.startswith("__") and not name.endswith("__")
    if difference.kind != "method" or not single or private or class_of(difference) is not None:
        return
    outer, _, owner = container.rpartition(".")
    for where, within, below in descendants((path, outer, owner), side, may_look_at):
        facts = side.file(where)
        inner = f"{within}.{below}".lstrip(".")
        for one in facts.definitions if facts is not None else ():
            if one.container != inner or one.name != name:
                continue
            taken = parameters(one.signature, difference.language, one.kind)
            before, after = difference.old[0].parameters, difference.new[0].parameters
            if taken is not None and accepts(taken, before) and not accepts(taken, after):
                text = one.signature.rpartition("\n")[2]
                reason = f"overrides `{name}`, which takes other arguments now"
                yield Broken(difference.changed, where, one.line, text, reason, is_override=True)
