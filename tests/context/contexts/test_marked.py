"""What projects of all languages expect in comments of theirs."""

from pathlib import Path

import pytest

from r1_assistant.context.contexts.shown import shown
from support.marked import count, faults, project

DATA = Path(__file__).with_name("data")


@pytest.mark.parametrize("folder", sorted(DATA.iterdir()), ids=lambda folder: folder.name)
def test_what_a_project_expects(folder: Path) -> None:
    found = project(folder)
    context = found.context()
    assert faults(found, context) == []
    everything = shown(context.snippets) + context.before + context.after
    assert count(everything) <= context.tokens <= context.budget
    text = found.files[found.path]
    if found.kind == "completion":
        assert text[: found.offset].endswith(context.before)
        assert text[found.offset :].startswith(context.after)
