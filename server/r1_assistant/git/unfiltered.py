"""Keeps git from running the filters that a repository's own configuration names."""

import os
from dataclasses import replace

from r1_assistant.git.discovery import Repository

_OFF = {"clean": "", "smudge": "", "process": "", "required": "false"}


def without_filters(repository: Repository) -> Repository:
    """Switch off the filters that comparing a work tree would run.

    Filters of the user's own configuration (Git LFS, say) stay; those of the repository's, which
    may have come with a downloaded archive, don't.
    """
    what = ("--show-scope", "--null", "--name-only", "--get-regexp", r"^filter\.")
    answer = repository.run("config", *what, accept=(0, 1)).split(b"\0")
    pairs = zip(answer[::2], answer[1::2], strict=False)
    names = {_driver(key) for scope, key in pairs if scope in (b"local", b"worktree")}
    return replace(repository, environment={**repository.environment, **_switched_off(names)})


def _driver(key: bytes) -> str:
    """`filter.NAME.clean`, where NAME may hold dots."""
    return os.fsdecode(key).partition(".")[2].rpartition(".")[0]


def _switched_off(names: set[str]) -> dict[str, str]:
    """Variables, not options: a name with `=` in it would end an option's key too early."""
    at = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    variables = {}
    for name in sorted(names):
        for key, value in _OFF.items():
            variables[f"GIT_CONFIG_KEY_{at}"] = f"filter.{name}.{key}"
            variables[f"GIT_CONFIG_VALUE_{at}"] = value
            at += 1
    return variables | {"GIT_CONFIG_COUNT": str(at)} if names else {}
