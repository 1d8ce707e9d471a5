"""Defects that are planted into real functions, by kind."""

from evals.edit import Editor
from evals.planting import calls, constants, names, operators
from evals.planting.change import Sites, planter

_SLIPS: dict[str, Sites] = {**operators.SLIPS, **names.SLIPS, **constants.SLIPS, **calls.SLIPS}

PLANTERS: dict[str, Editor] = {
    **{kind: planter("slip", kind, sites) for kind, sites in _SLIPS.items()},
}
"""What plants a defect, by the kind of defect."""
