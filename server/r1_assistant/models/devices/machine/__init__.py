"""What this machine is: one reader for each operating system, all text through one seam."""

from dataclasses import replace

from r1_assistant.models.devices.kinds import MachineFacts
from r1_assistant.models.devices.machine.linux import read_linux
from r1_assistant.models.devices.machine.mac import read_mac
from r1_assistant.models.devices.machine.probe import Probe, SystemProbe
from r1_assistant.models.devices.machine.windows import read_windows
from r1_assistant.models.devices.table import described

__all__ = ["Probe", "SystemProbe", "read_machine"]

_READERS = {"win32": read_windows, "linux": read_linux, "darwin": read_mac}


def read_machine(probe: Probe, folder: str) -> MachineFacts:
    """Find out what a machine is; `folder` lies on the disk that matters.

    Waits for the system's own programs, some seconds at most each. Never raises: what cannot be
    found out is left empty, with a sentence about it in `problems`.
    """
    reader = _READERS.get(probe.platform)
    facts = reader(probe) if reader else MachineFacts(probe.platform)
    total, free = probe.disk(folder)
    return replace(
        facts,
        python=probe.python,
        disk_total=total,
        disk_free=free,
        npus=tuple(described(npu, facts.cpu) for npu in facts.npus),
    )
