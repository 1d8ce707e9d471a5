from collections.abc import Callable
from dataclasses import replace

import pytest

from r1_assistant.context.impact import Impact, impact
from r1_assistant.domain.change import Change, FileStatus
from support.changes import change_of
from support.memory_workspace import MemoryWorkspace

Judge = Callable[..., Impact]


def change_between(old: dict[str, str], new: dict[str, str]) -> Change:
    files = []
    for path in dict.fromkeys((*old, *new)):
        before, after = old.get(path), new.get(path)
        if before == after:
            continue
        (file,) = change_of(path, before or "", after or "", context=1).files
        status = FileStatus.MODIFIED
        if before is None or after is None:
            status = FileStatus.ADDED if before is None else FileStatus.DELETED
        files.append(replace(file, status=status, old_text=before, new_text=after))
    return Change("test", tuple(files))


@pytest.fixture(params=["indexed before", "indexed after"])
def judge(request: pytest.FixtureRequest) -> Judge:
    """Judge a change in a workspace that has one of its sides: which one must not matter."""

    def judged(old: dict[str, str], new: dict[str, str]) -> Impact:
        known = old if request.param == "indexed before" else new
        return impact(change_between(old, new), MemoryWorkspace(known))

    return judged
