"""Machines for tests: what their files and programs say, written down in a file each.

A line `### file PATH`, `### dir PATH`, `### run PROGRAM` (or `PROGRAM WORD`: one of its arguments
ends so) begins a text up to the next such line; `### fail PROGRAM SENTENCE` is a program without an
answer; what is not mentioned is not there. `### expect` begins what the doctor makes of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from r1_assistant.models.devices.machine.probe import ProbeError

DATA = Path(__file__).parent.parent / "models" / "devices" / "data"


@dataclass
class CapturedMachine:
    """A `Probe` that knows what was written down, and what else was asked for."""

    platform: str = "linux"
    python: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, list[str]] = field(default_factory=dict)
    programs: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    volume: tuple[int | None, int | None] = (None, None)
    expected: str = ""
    asked: list[Sequence[str]] = field(default_factory=list)

    def read_text(self, path: str) -> str:
        return self.files.get(path, "").strip()

    def list_dir(self, path: str) -> Sequence[str]:
        return self.folders.get(path, [])

    def run(self, argv: Sequence[str]) -> str:
        self.asked.append(argv)
        name = argv[0].replace("\\", "/").rpartition("/")[2]
        if name in self.failures:
            raise ProbeError(self.failures[name])
        for key, text in self.programs.items():
            program, _, word = key.partition(" ")
            if program == name and (not word or any(part_of(word, each) for each in argv)):
                return text.strip()
        raise ProbeError("is not there")

    def disk(self, folder: str) -> tuple[int | None, int | None]:
        return self.volume


def part_of(word: str, argument: str) -> bool:
    """Whether one of an argument's parts between backslashes is the word."""
    return word in argument.split("\\")


def captured(name: str) -> CapturedMachine:
    """Read the machine of that name."""
    machine = CapturedMachine()
    text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    for block in text.partition("\n### ")[2].split("\n### "):
        _take(machine, *_halves(block))
    return machine


def machine_names() -> list[str]:
    return sorted(path.stem for path in DATA.glob("*.txt"))


def write_expected(name: str, expected: str) -> None:
    """Put what came out in place of what was expected."""
    file = DATA / f"{name}.txt"
    head = file.read_text(encoding="utf-8").partition("\n### expect")[0]
    file.write_text(f"{head}\n### expect\n{expected}", encoding="utf-8")


def _halves(block: str) -> tuple[str, str, str]:
    head, _, body = block.partition("\n")
    kind, _, about = head.partition(" ")
    return kind, about, body


def _take(machine: CapturedMachine, kind: str, about: str, body: str) -> None:
    targets: Mapping[str, dict[str, str]] = {"file": machine.files, "run": machine.programs}
    if kind in targets:
        targets[kind][about] = body
    elif kind == "dir":
        machine.folders[about] = body.split()
    elif kind == "fail":
        program, _, sentence = about.partition(" ")
        machine.failures[program] = sentence
    elif kind == "env":
        name, _, value = about.partition("=")
        machine.environment[name] = value
    elif kind == "disk":
        total, free = (int(n) if n.isdecimal() else None for n in about.split())
        machine.volume = total, free
    elif kind == "expect":
        machine.expected = body
    else:
        setattr(machine, kind, about)
