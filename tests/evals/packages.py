"""The packages that cases are made from: fetched once, checked, and read as archives.

Nothing is installed. Everything lies below R1_EVALS_HOME, or else in the user's cache folder.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

import platformdirs

from evals.cases import Split
from r1_assistant.context.languages import language_of
from r1_assistant.domain.errors import R1Error

MOST_BYTES = 60_000
"""Longer files are left out."""

LONGEST_LINE = 400
"""Code points; a file with a longer line was not written by hand."""

LANGUAGES = ("python", "javascript", "typescript", "tsx", "java", "go")

_PLATFORM = "manylinux_2_17_x86_64"
"""Where a wheel is not for every system, the one for this is read, wherever that happens."""

_NOT_TAKEN = frozenset(
    [
        "test",
        "tests",
        "_tests",
        "__tests__",
        "__mocks__",
        "testing",
        "testutils",
        "testdata",
        "vendor",
        "_vendor",
        "externals",
        "node_modules",
        "dist",
        "examples",
        "locale",
        "locales",
        "wordlists",
        "schemas",
        "templates",
    ]
)


@dataclass(frozen=True, slots=True)
class Version:
    """What the registry calls a version, the archive that it serves, and its SHA-256."""

    requirement: str
    archive: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Package:
    """A package, in one of the halves: its older and its newer version."""

    name: str
    registry: Literal["pip", "npm"]
    split: Split
    older: Version
    newer: Version
    below: tuple[str, ...] = ()


def pinned() -> tuple[Package, ...]:
    """Read the list of packages."""
    text = Path(__file__).with_name("packages.toml").read_text(encoding="utf-8")
    return tuple(
        Package(
            name=table["name"],
            registry=table["registry"],
            split=table["split"],
            older=Version(**table["versions"][0]),
            newer=Version(**table["versions"][1]),
            below=tuple(table.get("below", ())),
        )
        for table in tomllib.loads(text)["package"]
    )


def home() -> Path:
    """Give the folder in which everything is kept, which is made if it is missing."""
    kept = os.environ.get("R1_EVALS_HOME") or platformdirs.user_cache_path("r1-assistant-evals")
    folder = Path(kept).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def texts(package: Package, version: Version) -> dict[str, str]:
    """Give the sources of a version by their paths in it; fetches the archive the first time.

    Raises R1Error if the archive can't be had or is another one.
    """
    found = {}
    for path, data in _members(_archive(package, version)):
        inside = not package.below or any(path.startswith(f"{b}/") for b in package.below)
        if inside and wanted(path):
            text = _text(data)
            if text is not None:
                found[path] = text
    return dict(sorted(found.items()))


def wanted(path: str) -> bool:
    """Tell whether a path is that of a source written by hand, and no test."""
    pure = PurePosixPath(path)
    language = language_of(path)
    if language is None or language.name not in LANGUAGES or _NOT_TAKEN & set(pure.parts):
        return False
    name = pure.name
    beside = name.startswith("test_") or "_test." in name or ".test." in name or ".spec." in name
    made = ".min." in name or name.endswith((".pyi", ".d.ts", ".pb.go", "_pb2.py"))
    return not beside and not made


def _text(data: bytes) -> str | None:
    if len(data) > MOST_BYTES:
        return None
    try:
        text = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")
    head = "\n".join(lines[:8]).lower()
    made = "generated" in head or "do not edit" in head
    if made or len(lines) < 10 or any(len(line) > LONGEST_LINE for line in lines):
        return None
    return text if text.endswith("\n") else f"{text}\n"


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as packed:
            for member in packed.infolist():
                if not member.is_dir() and member.file_size <= MOST_BYTES:
                    yield member.filename, packed.read(member)
        return
    with tarfile.open(archive) as tar:
        for entry in tar:
            content = tar.extractfile(entry) if entry.isfile() else None
            if content is not None and entry.size <= MOST_BYTES:
                yield entry.name.partition("/")[2], content.read()


def _archive(package: Package, version: Version) -> Path:
    folder = home() / "packages"
    folder.mkdir(exist_ok=True)
    archive = folder / version.archive
    if not archive.exists():
        _fetch(package, version, folder)
    if not archive.exists():
        raise R1Error(f"{version.requirement} was fetched, but there is no {version.archive}.")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != version.sha256:
        archive.unlink()
        raise R1Error(
            f"{version.archive} is another file than expected: its SHA-256 is {found}.",
            hint="Look where your package index gets it from, and start again.",
        )
    return archive


def _fetch(package: Package, version: Version, folder: Path) -> None:
    command = _pip(folder) if package.registry == "pip" else _npm(folder)
    done = subprocess.run(
        [*command, version.requirement], capture_output=True, text=True, cwd=folder, check=False
    )
    if done.returncode:
        raise R1Error(
            f"{version.requirement} could not be fetched: {done.stderr.strip()[-500:]}",
            hint="Check the network, and start again; what was fetched is kept.",
        )


def _pip(folder: Path) -> list[str]:
    plain = ("download", "--quiet", "--no-deps", "--only-binary", ":all:")
    where = ("--platform", _PLATFORM, "--dest", str(folder))
    return [sys.executable, "-m", "pip", *plain, *where]


def _npm(folder: Path) -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise R1Error("There is no npm to fetch packages with.", hint="Install Node.js.")
    return [npm, "pack", "--ignore-scripts", "--pack-destination", str(folder)]
