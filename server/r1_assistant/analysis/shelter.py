"""What keeps a rule that fails from taking the others with it."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from r1_assistant.analysis.trace import Trace

_T = TypeVar("_T")


def sheltered(look: Callable[[_T], Iterable[Trace]], subject: _T) -> Iterator[Trace]:
    """Give what a rule sees until it raises: that goes to the log, too deep a tree's, too."""
    try:
        yield from look(subject)
    except Exception:  # a rule is a guess about code of any kind: no guess is worth a review
        name = f"{look.__module__}.{getattr(look, '__name__', look)}"
        logging.getLogger(__name__).exception("The rule %s failed and is left out here", name)
