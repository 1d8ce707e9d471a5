"""What Microsoft's requirements of a Copilot+ PC say about a machine."""

from dataclasses import dataclass

from r1_assistant.models.devices.kinds import MachineFacts, Npu
from r1_assistant.models.devices.table import CopilotPlus, npu_table
from r1_assistant.models.files import human_size

MEMORY_RESERVED = 1 / 16
"""The part of the memory that firmware and graphics may keep: of 16 GB, some 15 are reported."""

STORAGE_RESERVED = 1 / 10
"""The part of a disk that other partitions may have; only the volume of models is looked at."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One of the requirements: `met` is None where that could not be found out."""

    name: str
    needed: str
    found: str
    met: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class CopilotVerdict:
    """The requirements in order; `met` is None if none is missed and one is unknown."""

    met: bool | None
    summary: str
    source: str
    requirements: tuple[Requirement, ...]


def copilot_verdict(facts: MachineFacts) -> CopilotVerdict:
    """Compare a machine with the requirements."""
    needs = npu_table().copilot_plus
    found = (_npu(facts, needs), _memory(facts, needs), _storage(facts, needs))
    marks = {each.met for each in found}
    met = False if False in marks else None if None in marks else True
    return CopilotVerdict(met, _summary(met, facts), needs.source, found)


def strongest(npus: tuple[Npu, ...]) -> Npu | None:
    """Choose the NPU that counts: the one with the most TOPS, of equals the first."""
    return max(npus, key=lambda npu: npu.tops or 0, default=None)


def _npu(facts: MachineFacts, needs: CopilotPlus) -> Requirement:
    npu = strongest(facts.npus)
    met, found, reason = _npu_found(npu, needs.tops)
    return Requirement("NPU", f"{needs.tops:g} TOPS", found, met, reason)


def _npu_found(npu: Npu | None, least: float) -> tuple[bool | None, str, str]:
    if npu is None:
        return False, "none", "No NPU was found."
    if npu.tops is None:
        return None, "unknown", f"No TOPS are published for the {npu.model or npu.name}."
    most = "up to " if npu.at_most else ""
    enough = npu.tops >= least
    verb = "has" if enough else "has only"
    return enough, f"{most}{npu.tops:g} TOPS", f"The {npu.model} {verb} {most}{npu.tops:g} TOPS."


def _memory(facts: MachineFacts, needs: CopilotPlus) -> Requirement:
    least = needs.memory * (1 - MEMORY_RESERVED)
    met, found, reason = _size(facts.memory, least, "memory")
    if met and facts.memory and facts.memory < needs.memory:
        reason = "Firmware or graphics keep the rest of 16 GB."
    return Requirement("memory", human_size(needs.memory), found, met, reason)


def _storage(facts: MachineFacts, needs: CopilotPlus) -> Requirement:
    least = needs.storage * (1 - STORAGE_RESERVED)
    met, found, reason = _size(facts.disk_total, least, "storage")
    if met is False:
        reason = "The volume that models are kept on is smaller; the disk may have others."
    elif met and facts.disk_total and facts.disk_total < needs.storage:
        reason = "The disk's other partitions have the rest."
    return Requirement("storage", human_size(needs.storage), found, met, reason)


def _size(there: int | None, least: float, what: str) -> tuple[bool | None, str, str]:
    if there is None:
        return None, "unknown", f"The size of the {what} could not be found out."
    enough = there >= least
    return enough, human_size(there), "Enough." if enough else f"Too little {what}."


def _summary(met: bool | None, facts: MachineFacts) -> str:
    if met is None:
        return "Whether this machine meets the requirements could not be found out."
    if not met:
        return "This machine does not meet the requirements. R1 Assistant does not need them."
    if facts.system != "Windows":
        return f"The hardware meets the requirements; the label is for Windows, not {facts.system}."
    return "This machine meets the hardware requirements."
