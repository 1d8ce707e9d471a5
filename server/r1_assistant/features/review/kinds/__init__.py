"""The kinds of defects that are known: what they are called, how bad they are, and their words."""

from collections.abc import Mapping

from r1_assistant.features.review.kinds import (
    contracts,
    elsewhere,
    external,
    flow,
    leftovers,
    lost,
    moved,
    names,
    security,
    signs,
    twins,
)
from r1_assistant.features.review.kinds.kind import Kind

KINDS: Mapping[str, Kind] = {
    **lost.KINDS,
    **moved.KINDS,
    **flow.KINDS,
    **twins.KINDS,
    **names.KINDS,
    **contracts.KINDS,
    **elsewhere.KINDS,
    **security.KINDS,
    **leftovers.KINDS,
    **external.KINDS,
    **signs.KINDS,
}
"""Each kind by its key, as rules name it; findings carry the key, and suppressions use it."""
