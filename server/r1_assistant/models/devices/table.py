"""The table of neural processors, `npus.toml`."""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from r1_assistant.models.devices.kinds import Npu

TABLE_FILE = Path(__file__).parent / "npus.toml"


@dataclass(frozen=True, slots=True)
class CopilotPlus:
    """What Microsoft asks of a Copilot+ PC: TOPS of the NPU, bytes of memory and of storage."""

    tops: float
    memory: int
    storage: int
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """A family of NPUs, or one chip of it; `tops` is None where the vendor gives no number."""

    model: str
    vendor: str
    family: str
    ids: tuple[str, ...]
    source: str
    cpu: str = ""
    tops: float | None = None
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class OldestDriver:
    """The oldest driver on Windows that a vendor's execution provider works with."""

    vendor: str
    least: str
    source: str


@dataclass(frozen=True, slots=True)
class NpuTable:
    """The rows in order, the oldest drivers, and Microsoft's requirements."""

    copilot_plus: CopilotPlus
    drivers: tuple[OldestDriver, ...]
    rows: tuple[Row, ...]


@cache
def npu_table() -> NpuTable:
    """Read the table that ships with this package; mistakes in it raise what they raise."""
    data = tomllib.loads(TABLE_FILE.read_text(encoding="utf-8"))
    return NpuTable(
        CopilotPlus(**data["copilot_plus"]),
        tuple(OldestDriver(**row) for row in data["driver"]),
        tuple(_row(row) for row in data["npu"]),
    )


def known_ids() -> frozenset[str]:
    """Give all hardware ids of the table."""
    return frozenset(name for row in npu_table().rows for name in row.ids)


def oldest_driver(vendor: str) -> OldestDriver | None:
    """Give the oldest driver on Windows that works, for a vendor's NPUs."""
    return next((each for each in npu_table().drivers if each.vendor == vendor), None)


def described(npu: Npu, cpu: str) -> Npu:
    """Complete what a system says of an NPU with what the table knows; `cpu` is the CPU's name."""
    row = _fitting(npu, f"{npu.name} {cpu}".strip())
    if row is None:
        return npu
    return replace(
        npu,
        vendor=row.vendor,
        model=row.model,
        family=row.family,
        tops=row.tops,
        at_most=row.at_most,
        source=row.source,
    )


def _fitting(npu: Npu, said: str) -> Row | None:
    for row in npu_table().rows:
        by_name = "name" in row.ids and row.vendor == npu.vendor
        named = npu.hardware_id in row.ids or by_name
        if named and re.search(row.cpu, said, re.IGNORECASE):
            return row
    return None


def _row(row: dict[str, Any]) -> Row:
    return Row(**{**row, "ids": tuple(row["ids"])})
