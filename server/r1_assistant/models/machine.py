"""What a machine has of what models need."""

import os
import shutil
from dataclasses import dataclass

from r1_assistant.config.paths import models_dir


@dataclass(frozen=True, slots=True)
class Machine:
    """Bytes of memory in all, bytes that are free on the disk of models, and logical cores."""

    memory: int
    disk: int
    cores: int


def this_machine() -> Machine:
    """Look at this machine; waits for the disk."""
    import psutil  # type: ignore[import-untyped]  # late: who asks waits anyway

    return Machine(int(psutil.virtual_memory().total), _free_disk(), os.cpu_count() or 1)


def _free_disk() -> int:
    """Return the free bytes where models go, also before there is that folder."""
    folder = models_dir()
    return shutil.disk_usage(next(at for at in (folder, *folder.parents) if at.is_dir())).free
