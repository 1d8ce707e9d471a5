import random
from dataclasses import replace

import pytest

from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.lsp.documents import Change, Documents
from r1_assistant.lsp.findings import Findings, Origin
from r1_assistant.lsp.positions import Range, split_lines

URI = "file:///w/a.py"
TEXT = "def f():\n    try:\n        g()\n    except Exception:\n        pass\n    return 1\n"
FINDING = Finding(
    path="a.py",
    line=4,
    end_line=4,
    severity=Severity.WARNING,
    category=Category.ERROR_HANDLING,
    confidence=0.9,
    message="This hides every error.",
    quote="except Exception:",
    fix="    except ValueError:",
    reasoning="Hm.",
)


class Desk:
    """An open document with a finding, and what the editor does to it."""

    def __init__(self, text: str = TEXT, finding: Finding = FINDING) -> None:
        self.documents = Documents()
        self.document = self.documents.open(URI, "python", 1, text)
        self.findings = Findings()
        assert self.findings.add(URI, finding, split_lines(text))

    def edit(self, *changes: tuple[tuple[int, int, int, int] | None, str]) -> bool:
        made = [Change(Range(*place) if place else None, text) for place, text in changes]
        update = self.documents.change(URI, self.document.version + 1, made)
        return self.findings.follow(URI, update.applied, self.document.lines)

    @property
    def lines(self) -> list[int]:
        return [shown.line for shown in self.findings.of(URI)]


@pytest.mark.parametrize(
    ("place", "text", "line"),
    [
        ((0, 0, 0, 0), "import g\n", 5),
        ((3, 0, 3, 0), "    # why\n", 5),
        ((2, 11, 2, 11), "\n        h()", 5),
        ((1, 0, 2, 0), "", 3),
        ((3, 0, 3, 4), "\t", 4),
        ((3, 21, 3, 21), "  ", 4),
        ((4, 8, 4, 12), "raise", 4),
        ((3, 21, 3, 21), "\n        # why", 4),
        ((5, 0, 5, 0), "    print()\n", 4),
        ((3, 11, 3, 20), "KeyError", None),
        ((3, 0, 4, 0), "", None),
        ((3, 10, 3, 10), "\n", None),
        ((2, 0, 5, 0), "", None),
        (None, "import g\n\n" + TEXT, 6),
        (None, TEXT.replace("    ", "\t").replace("\n", "\r\n"), 4),
        (None, "", None),
    ],
)
def test_a_finding_follows_its_line_and_goes_with_it(
    place: tuple[int, int, int, int] | None, text: str, line: int | None
) -> None:
    desk = Desk()
    desk.edit((place, text))
    assert desk.lines == ([] if line is None else [line])


def test_several_edits_at_once_are_followed_in_order() -> None:
    desk = Desk()
    assert desk.edit(((0, 0, 0, 0), "import g\n\n"), ((3, 0, 4, 0), ""), ((5, 0, 5, 0), "    #\n"))
    assert desk.lines == [5]
    assert "".join(desk.document.lines).split("\n")[4] == "    except Exception:"


def test_who_needs_not_be_told_is_not_told() -> None:
    desk = Desk()
    before = desk.findings.revision(URI)
    assert not desk.edit(((4, 8, 4, 12), "raise"))
    assert desk.findings.revision(URI) == before
    assert desk.edit(((0, 0, 0, 0), "\n"))
    assert desk.findings.revision(URI) != before


def test_random_edits_elsewhere_never_lose_a_finding() -> None:
    generator = random.Random(7)
    desk = Desk(
        "".join(f"x{n} = {n}\n" for n in range(30)) + TEXT, replace(FINDING, line=34, end_line=34)
    )
    for _ in range(2_000):
        (line,) = desk.lines
        last = len(desk.document.lines) - 1
        first = generator.randrange(last + 1)
        end = min(last, first + generator.randrange(3))
        if first <= line - 1 <= end:
            continue
        new = generator.choice(["", "y", "a\n", "\n\n", "\r\n    try:\n"])
        desk.edit(((first, 0, end, generator.randrange(4)), new))
        grown = len(desk.document.lines) - 1 - last
        assert desk.lines == [line + grown * (end < line)]
        assert desk.document.lines[desk.lines[0] - 1].strip() == "except Exception:"


def test_a_fix_holds_only_for_the_lines_that_it_was_written_for() -> None:
    desk = Desk()
    desk.edit(((3, 0, 3, 0), "  "))
    assert desk.findings.of(URI)[0].fix is None
    desk.edit(((3, 0, 3, 2), ""))
    assert desk.findings.of(URI)[0].fix == FINDING.fix


def test_a_finding_of_an_older_text_is_placed_by_its_line_and_neighbours() -> None:
    twice = TEXT + "\n\n" + TEXT.replace("g()", "h()").replace("f()", "k()")
    now = "import g\n" * 8 + twice
    findings = Findings()
    shown = findings.add(
        URI, replace(FINDING, line=12, end_line=12), twice.split("\n"), split_lines(now)
    )
    assert shown is not None
    assert shown.line == 20
    assert findings.add(URI, FINDING, twice.split("\n"), ["pass\n", ""]) is None


def test_the_same_finding_is_shown_once() -> None:
    desk = Desk()
    desk.findings.add("file://localhost/w/a.py", FINDING, split_lines(TEXT), None, Origin("job-2"))
    (shown,) = desk.findings.of(URI)
    assert shown.origin.job == "job-2"


def test_a_text_that_changed_unseen_keeps_what_is_still_there() -> None:
    desk = Desk()
    assert desk.findings.settle(URI, split_lines("\n\n" + TEXT))
    assert desk.lines == [6]
    assert desk.findings.settle(URI, split_lines("nothing"))
    assert desk.lines == []
    assert not desk.findings.settle(URI, split_lines("nothing"))


def test_findings_of_lines_and_their_order() -> None:
    desk = Desk()
    other = replace(FINDING, line=2, end_line=3, quote="try:", severity=Severity.ERROR)
    desk.findings.add(URI, other, split_lines(TEXT))
    assert desk.lines == [2, 4]
    at = {line: len(desk.findings.at(URI, line, line)) for line in range(1, 7)}
    assert at == {1: 0, 2: 1, 3: 1, 4: 1, 5: 0, 6: 0}
    assert desk.findings.find(other.fingerprint) == desk.findings.of(URI)[0]
    assert desk.findings.drop(lambda one: one.line == 2) == (URI,)
    assert desk.lines == [4]
