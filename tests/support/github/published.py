"""What GitHub publishes about its API: the OpenAPI description and the GraphQL schema.

npm fetches both once, into the user's cache; their hashes are checked each time.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import platformdirs
import pytest

OPENAPI = (
    "@octokit/openapi@23.0.2",
    "package/generated/api.github.com.json",
    "829b4bebb19a53133289f7b0bc819f4f1118115821db2ca9f25e9ee995a7da2a",
)
GRAPHQL = (
    "@octokit/graphql-schema@15.26.1",
    "package/schema.graphql",
    "3c62d0526d133cee53221c89de9b455ade24db78b9e7ad56d642c4c15bce2654",
)


@lru_cache(maxsize=1)
def openapi() -> Any:
    """The description of the REST API; the test is skipped without npm or a network."""
    return json.loads(_fetched(*OPENAPI).read_bytes())


@lru_cache(maxsize=1)
def graphql_schema() -> Any:
    """The schema of the GraphQL API, read by graphql-core."""
    from graphql import build_schema

    text = _fetched(*GRAPHQL).read_text(encoding="utf-8")
    return build_schema(text, assume_valid=True, no_location=True)


def _fetched(package: str, member: str, sha256: str) -> Path:
    kept = os.environ.get("R1_TEST_HOME") or platformdirs.user_cache_path("r1-assistant-tests")
    file = Path(kept) / "github" / f"{sha256[:16]}-{Path(member).name}"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        _fetch(package, member, file)
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    assert found == sha256, f"{file} is not {member} of {package}"
    return file


def _fetch(package: str, member: str, file: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm fetches GitHub's published description, and is not installed")
    with TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", package]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=600)
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or not archives:
            pytest.skip(f"{package} cannot be fetched: {done.stderr.decode(errors='replace')}")
        with tarfile.open(archives[0]) as archive:
            content = archive.extractfile(member)
            assert content is not None
            part = file.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(content.read())
    part.replace(file)
