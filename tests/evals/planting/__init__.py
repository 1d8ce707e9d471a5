"""Defects that are planted into real functions, by kind."""

from evals.edit import Editor
from evals.planting import (
    calls,
    constants,
    failures,
    flow,
    guards,
    names,
    operators,
    resources,
    security,
    signatures,
    stale,
    twins,
    values,
)
from evals.planting.change import Sites, planter

_SLIPS: dict[str, Sites] = {
    **operators.SLIPS,
    **names.SLIPS,
    **constants.SLIPS,
    **calls.SLIPS,
}
_STRUCTURAL: dict[str, Sites] = {
    **guards.STRUCTURAL,
    **resources.STRUCTURAL,
    **failures.STRUCTURAL,
    **flow.STRUCTURAL,
    **values.STRUCTURAL,
    **security.STRUCTURAL,
    **signatures.STRUCTURAL,
    **stale.STRUCTURAL,
    **twins.STRUCTURAL,
}

PLANTERS: dict[str, Editor] = {
    **{kind: planter("slip", kind, sites) for kind, sites in _SLIPS.items()},
    **{kind: planter("structural", kind, sites) for kind, sites in _STRUCTURAL.items()},
}
"""What plants a defect, by the kind of defect."""
