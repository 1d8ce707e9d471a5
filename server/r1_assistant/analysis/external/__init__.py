"""What maintained rule sets see in changed files, where they are installed."""

from collections.abc import Mapping, Sequence

from r1_assistant.analysis.sides import FileSides
from r1_assistant.analysis.trace import Trace


async def external_traces(
    files: Sequence[FileSides], added: Mapping[str, frozenset[int]]
) -> dict[str, list[Trace]]:
    """Give traces by path."""
    return {}
