"""A case of the evaluation, and its file: one JSON object a line, compressed."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Split = Literal["train", "test"]
Group = Literal["slip", "structural", "refactoring", "version"]


@dataclass(frozen=True, slots=True)
class Case:
    """A change to one file, with or without a planted defect.

    `old` and `new` are the file's two sides (`old` is empty for a new file), with `\\n` ends.
    `others` are further files of the package that a reviewer could look up; the change leaves them.
    `group` "slip" and "structural" are defects, "refactoring" and "version" clean. `kind` names the
    operator ("comparison", "dropped-guard", "rename-local", "version"). `lines` are those of the
    new side (1-based) on which a finding is right; empty for a clean case. `original` is the text
    that line lines[0] should have, without surrounding white space; empty where there is none.
    `pair` is the id of the case of like size on the other side (clean or not).
    """

    id: str
    split: Split
    package: str
    language: str
    path: str
    old: str
    new: str
    group: Group
    kind: str
    lines: tuple[int, ...] = ()
    original: str = ""
    pair: str = ""
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def planted(self) -> bool:
        """Whether there is a defect."""
        return self.group in ("slip", "structural")


def write(cases: Iterable[Case], file: Path) -> None:
    """Write cases; the same cases give the same bytes."""
    with gzip.GzipFile(file, "wb", compresslevel=6, mtime=0) as out:
        for case in cases:
            out.write((json.dumps(asdict(case)) + "\n").encode())


def read(file: Path) -> Iterator[Case]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            table: dict[str, Any] = json.loads(line)
            yield Case(**{**table, "lines": tuple(table["lines"])})
