"""A megabyte in a line, in everything that a review says."""

from dataclasses import replace

import pytest

from r1_assistant.domain.change import Change
from r1_assistant.features.formats import FORMS, render
from r1_assistant.features.formats.markdown import MOST_BYTES
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import Skip
from support.reviews import GUARD, change

LONG = "`a\x00<@b ]]> ::" * 75_000


@pytest.mark.parametrize("form", FORMS)
def test_long_lines(form: str) -> None:
    (file,) = change().files
    file = replace(file, new_text=f"a\n{LONG}\nb\n", hunks=())
    found = replace(GUARD, message=LONG, basis=LONG, quote=LONG, fix=LONG, reasoning=LONG)
    stats = Stats(files=1, hunks=1, findings=1, skips=(Skip(LONG, 0, LONG),))
    text = render(form, Reviewed(Change("c", (file,)), (found,), stats, None))
    assert text
    assert len(text.encode()) < (MOST_BYTES if form == "markdown" else 30_000_000)
