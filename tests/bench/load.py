"""How much else the machine does while something is measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

import psutil  # type: ignore[import-untyped]

_IDLE = frozenset({"idle", "iowait"})
_COUNTED_TWICE = frozenset({"guest", "guest_nice"})


@dataclass(slots=True)
class Elsewhere:
    """CPU time that went to others, in cores; known once the measured part is over."""

    cores: float = 0.0


@contextmanager
def elsewhere(*pids: int) -> Iterator[Elsewhere]:
    """Measure what all but this process, its ended children and those in `pids` use meanwhile.

    Time that the host of a virtual machine took away counts too. The system's clocks tick every
    few milliseconds, so that spans under half a second tell little.
    """
    found = Elsewhere()
    busy, own, start = _busy(), _own(pids), perf_counter()
    yield found
    span = perf_counter() - start
    found.cores = max(0.0, (_busy() - busy) - (_own(pids) - own)) / span


def _busy() -> float:
    """Give the seconds that the processors were not idle since the system started."""
    times = psutil.cpu_times()._asdict()
    counted = times.keys() - _IDLE - _COUNTED_TWICE
    return float(sum(times[name] for name in counted))


def _own(pids: tuple[int, ...]) -> float:
    mine = psutil.Process().cpu_times()  # its first four: user, system, and its children's
    others = [psutil.Process(pid).cpu_times() for pid in pids]
    return float(sum(mine[:4]) + sum(times.user + times.system for times in others))
