"""Machines as their vendors' documents describe them: what the doctor makes of each.

With R1_UPDATE_MACHINES=1 the expectations are written anew, to be read by whoever changes them.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from r1_assistant.cli.doctor_text import report_text
from r1_assistant.models.catalog import load_catalog
from r1_assistant.models.devices.listed import ListedDevices
from r1_assistant.models.devices.machine import read_machine
from r1_assistant.models.devices.plugins import Plugin, plugins
from r1_assistant.models.devices.report import Inventory, MachineReport, report
from r1_assistant.models.machine import Machine
from r1_assistant.models.recommend import offers
from support.captured_machine import captured, machine_names, write_expected

WIDTH = 100


def none_installed() -> list[Plugin]:
    return [replace(each, installed=False, version="", library=None) for each in plugins()]


def inventory(machine: Machine) -> Inventory:
    return Inventory(offers(load_catalog(), [], "", machine), {}, [])


def diagnosed(name: str) -> MachineReport:
    facts = read_machine(captured(name), "/models")
    fallback = Machine(8_000_000_000, 50_000_000_000, 4)
    return report(facts, none_installed(), ListedDevices(), inventory, fallback)


@pytest.mark.parametrize("name", machine_names())
def test_machine(name: str) -> None:
    text = report_text(diagnosed(name), WIDTH) + "\n"
    if os.environ.get("R1_UPDATE_MACHINES"):
        write_expected(name, text)
    assert text == captured(name).expected


def test_each_family_of_the_table_has_a_machine() -> None:
    from r1_assistant.models.devices.table import npu_table

    seen = {npu.family for name in machine_names() for npu in diagnosed(name).machine.npus}
    assert {row.family for row in npu_table().rows} <= seen


def test_what_was_not_asked_for_is_not_read() -> None:
    machine = captured("windows_lunar_lake")
    read_machine(machine, "/models")
    assert all(Path(argv[0].replace("\\", "/")).name for argv in machine.asked)
    assert [argv[0] for argv in machine.asked] == [
        r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe",
        r"C:\Windows\System32\reg.exe",
        r"C:\Windows\System32\reg.exe",
    ]
