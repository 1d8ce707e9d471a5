import re
import tomllib

import pytest

from r1_assistant.models.devices.kinds import Npu, is_older
from r1_assistant.models.devices.table import TABLE_FILE, described, npu_table

INTEL, AMD = "Intel(R) Core(TM) Ultra ", "AMD Ryzen "


@pytest.mark.parametrize(
    ("hardware", "cpu", "tops"),
    [
        ("pci:8086:643e", INTEL + "9 288V", 48),
        ("pci:8086:643e", INTEL + "7 268V", 48),
        ("pci:8086:643e", INTEL + "7 256V", 47),
        ("pci:8086:643e", INTEL + "5 228V", 40),
        ("pci:8086:643e", "", 40),
        ("pci:8086:7d1d", INTEL + "5 125U", 11),
        ("pci:8086:7d1d", INTEL + "7 155H", 11),
        ("pci:8086:7d1d", INTEL + "7 255U", 12),
        ("pci:8086:ad1d", INTEL + "7 255H", 13),
        ("pci:8086:ad1d", INTEL + "9 285K", 13),
        ("pci:8086:b03e", INTEL + "X9 388H", 50),
        ("pci:1022:1502", AMD + "7 7840HS w/ Radeon 780M Graphics", 10),
        ("pci:1022:1502", AMD + "9 7940HS w/ Radeon 780M Graphics", 10),
        ("pci:1022:1502", AMD + "7 PRO 8840U w/ Radeon 780M Graphics", 16),
        ("pci:1022:1502", AMD + "7 8700G w/ Radeon 780M Graphics", 16),
        ("pci:1022:1502", AMD + "7 250 w/ Radeon 780M Graphics", 16),
        ("pci:1022:17f0", AMD + "AI 9 HX 375 w/ Radeon 890M", 55),
        ("pci:1022:17f0", AMD + "AI 9 HX PRO 370 w/ Radeon 890M", 50),
        ("pci:1022:17f0", AMD + "AI 7 350 w/ Radeon 860M", 50),
        ("pci:1022:17f0", AMD.upper() + "AI MAX+ 395 w/ Radeon 8060S", 50),
        ("pci:1022:17f0", AMD + "AI 9 HX 475 w/ Radeon 890M", 60),
        ("apple", "Apple M1 Max", 11),
        ("apple", "Apple M1 Ultra", 22),
        ("apple", "Apple M2 Pro", 15.8),
        ("apple", "Apple M3 Ultra", None),
        ("apple", "Apple M4 Pro", 38),
        ("apple", "Apple M5", None),
    ],
)
def test_tops(hardware: str, cpu: str, tops: float | None) -> None:
    npu = described(Npu("", "NPU", hardware), cpu)
    assert (npu.tops, bool(npu.model), bool(npu.source)) == (tops, True, True)


@pytest.mark.parametrize(
    ("chip", "model"),
    [
        ("X Elite - X1E80100", "Hexagon NPU (Snapdragon X Elite)"),
        ("X Plus - X1P64100", "Hexagon NPU (Snapdragon X Plus)"),
        ("X - X126100", "Hexagon NPU (Snapdragon X)"),
        ("X2 Elite Extreme - X2E94100", "Hexagon NPU (Snapdragon X2)"),
    ],
)
def test_snapdragons_are_told_apart_by_their_names(chip: str, model: str) -> None:
    name = f"Snapdragon(R) {chip} - Qualcomm(R) Hexagon(TM) NPU"
    assert described(Npu("Qualcomm", name, "acpi:qcom0d0a"), "").model == model
    assert described(Npu("Qualcomm", name, "acpi:qcom9999"), "").model == model


def test_what_is_not_in_the_table_stays_as_it_is() -> None:
    npu = Npu("Intel", "Intel(R) AI Boost", "pci:8086:ffff")
    assert described(npu, "Intel(R) Core(TM) Ultra 9 999Z") == npu


def test_every_row_has_a_source_and_can_be_found() -> None:
    rows = npu_table().rows
    assert all(row.source and row.ids and row.model and row.family for row in rows)
    for row in rows:
        re.compile(row.cpu)
    text = tomllib.loads(TABLE_FILE.read_text(encoding="utf-8"))
    assert len(text["npu"]) == len(rows)


@pytest.mark.parametrize(
    ("version", "least", "older"),
    [
        ("30.0.31.250", "30.0.140.0", True),
        ("30.0.140.0", "30.0.140.0", False),
        ("32.00.0203.314", "32.0.203.280", False),
        ("32.0.203.24", "32.0.203.280", True),
        ("", "30.0.140.0", False),
        ("Linux 6.14", "", False),
    ],
)
def test_drivers_are_compared_by_their_numbers(version: str, least: str, older: bool) -> None:
    assert is_older(version, least) is older
