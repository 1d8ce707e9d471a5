"""Real repositories to measure on: packages that carry sources, pinned, as git repositories.

Everything lies below R1_BENCH_HOME, or else in the user's cache folder.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

import platformdirs

from bench.run import BenchError

MOST_BYTES = 400_000_000
"""More than any of the packages unpacks to."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A package: what its registry calls it, its archive, and the folder of it that is taken.

    `language` is that of the sites; `suffixes` are those of the files that are looked for them.
    """

    name: str
    registry: Literal["pip", "npm"]
    requirement: str
    archive: str
    sha256: str
    language: str
    suffixes: tuple[str, ...]
    below: str = ""


CORPORA = (
    Corpus(
        "django",
        "pip",
        "django==5.2.8",
        "django-5.2.8.tar.gz",
        "23254866a5bb9a2cfa6004e8b809ec6246eba4b58a7589bc2772f1bcc8456c7f",
        "python",
        (".py",),
    ),
    Corpus(
        "rich",
        "pip",
        "rich==14.2.0",
        "rich-14.2.0.tar.gz",
        "73ff50c7c0c1c77c8243079283f4edb376f0f6442433aecb8ce7e6d0b92d1fe4",
        "python",
        (".py",),
    ),
    Corpus(
        "requests",
        "pip",
        "requests==2.32.5",
        "requests-2.32.5.tar.gz",
        "dbba0bac56e100853db0ea71b82b4dfd5fe2bf6d3754a8893c3af500cec7d7cf",
        "python",
        (".py",),
    ),
    Corpus(
        "rxjs",
        "npm",
        "rxjs@7.8.2",
        "rxjs-7.8.2.tgz",
        "2312f8ffd9726ffd7bd53ea12c5f13663d09a3dc3326f448c70b88f5ef6fac82",
        "typescript",
        (".ts",),
        below="src",
    ),
    Corpus(
        "three",
        "npm",
        "three@0.170.0",
        "three-0.170.0.tgz",
        "4a608a355dcaba72e0e5383cdc814303f5b6060b43c238cdf6932dceb699238d",
        "javascript",
        (".js",),
        below="src",
    ),
    Corpus(
        "capacitor",
        "npm",
        "@capacitor/android@7.0.0",
        "capacitor-android-7.0.0.tgz",
        "bac3f43ea88b30cade379610910855392172f89078d0997aeeb3b288da632173",
        "java",
        (".java",),
    ),
)


def cache() -> Path:
    """Give the folder in which everything is kept, which is made if it is missing."""
    kept = os.environ.get("R1_BENCH_HOME") or platformdirs.user_cache_path("r1-assistant-bench")
    folder = Path(kept).absolute() / "context"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def repository(corpus: Corpus) -> Path:
    """Give a corpus' folder, a git repository of one commit; it is fetched the first time."""
    root = cache() / "repositories" / f"{corpus.name}-{corpus.sha256[:12]}"
    if not root.exists():
        root.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root.parent) as name:
            made = Path(name) / "made"
            unpack(_archive(corpus), made, corpus.below)
            commit(made)
            made.rename(root)
    return root.resolve()


def files(root: Path) -> list[str]:
    """List a repository's files as git sees them, in their order."""
    return sorted(path for path in _git(root, "ls-files", "-z").split("\0") if path)


def verify(archive: Path, sha256: str) -> None:
    """Check an archive's SHA-256."""
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256:
        archive.unlink()
        raise BenchError(f"{archive.name} is another file than expected: its SHA-256 is {found}")


def unpack(archive: Path, target: Path, below: str = "") -> None:
    """Unpack the files below a folder, without the archive's own top folder.

    Only regular files are taken, and none that would lie outside of `target`.
    """
    with tarfile.open(archive) as packed:
        members = [(_inside(m.name, below), m) for m in packed.getmembers() if m.isfile()]
        taken = [(path, member) for path, member in members if path is not None]
        if sum(member.size for _, member in taken) > MOST_BYTES:
            raise BenchError(f"{archive.name} unpacks to more than {MOST_BYTES} bytes")
        for path, member in taken:
            content = packed.extractfile(member)
            assert content is not None
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            with (target / path).open("wb") as file:
                shutil.copyfileobj(content, file)


def commit(root: Path) -> None:
    """Make a folder a git repository whose only commit has all its files."""
    _git(root, "init", "--quiet")
    with (root / ".git" / "info" / "exclude").open("a", encoding="utf-8") as ignored:
        ignored.write(".aider*\n")
    _git(root, "add", "--all", ".")
    who = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")
    _git(root, *who, "commit", "--quiet", "--no-verify", "--message", "All files")


def _archive(corpus: Corpus) -> Path:
    archive = cache() / corpus.archive
    if not archive.exists():
        _fetch(corpus, archive.parent)
    if not archive.exists():
        raise BenchError(f"{corpus.requirement} was fetched, but there is no {corpus.archive}")
    verify(archive, corpus.sha256)
    return archive


def _fetch(corpus: Corpus, target: Path) -> None:
    if corpus.registry == "pip":
        plain = ("download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(target))
        command = [sys.executable, "-m", "pip", *plain, corpus.requirement]
    else:
        npm = shutil.which("npm")
        if npm is None:
            raise BenchError(f"{corpus.requirement} needs npm to be fetched")
        plain = ("pack", "--ignore-scripts", "--pack-destination", str(target))
        command = [npm, *plain, corpus.requirement]
    done = subprocess.run(command, capture_output=True, text=True, cwd=target, check=False)
    if done.returncode:
        raise BenchError(f"{corpus.requirement} could not be fetched: {done.stderr.strip()[-500:]}")


def _inside(name: str, below: str) -> str | None:
    """Give a member's path without the top folder; None if it is not to be taken."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        return None
    rest = PurePosixPath(*path.parts[1:])
    if len(path.parts) < 2 or not rest.is_relative_to(below) or ".git" in rest.parts:
        return None
    return rest.as_posix()


def _git(root: Path, *arguments: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    plain = ("-c", "core.autocrlf=false", "-c", "core.quotePath=false")
    done = subprocess.run(
        ["git", *plain, *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise BenchError(f"git {arguments[0]} failed in {root.name}: {done.stderr.strip()}")
    return done.stdout
