"""The page about pull requests shows what happens; R1_UPDATE_README=1 puts it right."""

import os
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "pull-requests.md"
BLOCK = re.compile(
    r"(?P<head><!-- shown: (?P<step>[a-z-]+) -->\n\n`{5}\w*\n)(?P<text>.*?)(?P<end>`{5}\n)",
    re.DOTALL,
)


@pytest.mark.e2e
def test_the_page_shows_what_happens(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from support.github.shown import blocks

    for name in [name for name in os.environ if name.startswith(("GITHUB_", "GH_", "GIT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    shown = blocks(["--no-model"])
    text = PAGE.read_text(encoding="utf-8")
    expected = BLOCK.sub(lambda found: found["head"] + shown[found["step"]] + found["end"], text)
    if os.environ.get("R1_UPDATE_README"):
        PAGE.write_text(expected, encoding="utf-8")
        text = expected
    assert {found["step"] for found in BLOCK.finditer(text)} == set(shown)
    assert text == expected
