"""The page about reviews lists every kind; R1_UPDATE_README=1 puts it right."""

import os
from pathlib import Path

from r1_assistant.features.review.candidate import SLIP
from r1_assistant.features.review.kinds import KINDS
from r1_assistant.features.review.opinions import OPINION

PAGE = Path(__file__).parent.parent / "docs" / "reviews.md"
MARK = "<!-- kinds -->\n"


def expected() -> str:
    rows = [
        f"| `{name}` | {kind.category} | {kind.severity} | {_escaped(kind.suspicion)} |"
        for name, kind in sorted(KINDS.items())
    ]
    rows += [
        f"| `{SLIP}` | bug | error | is unlikely as written |",
        f"| `{OPINION}` | any | info | nothing but the model says so |",
    ]
    head = "| kind | category | severity | this line … |\n|---|---|---|---|\n"
    return "\n" + head + "\n".join(rows) + "\n"


def test_every_kind_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, after = text.partition(MARK)
    if os.environ.get("R1_UPDATE_README"):
        PAGE.write_text(before + MARK + expected(), encoding="utf-8")
        after = expected()
    assert after == expected()


def test_every_kind_has_its_words() -> None:
    for name, kind in KINDS.items():
        assert name == name.lower().replace("_", "-").strip()
        assert kind.suspicion[:1].islower(), name
        assert not kind.suspicion.endswith("."), name
        assert kind.question.endswith("?"), name
        assert kind.remedy.endswith("."), name
        assert 0 < kind.weight < 1, name


def _escaped(words: str) -> str:
    return words.replace("|", "\\|")
