import io
import json
from dataclasses import replace

import pytest

from r1_assistant.cli.report.safe import shortened, width
from r1_assistant.cli.report.terminal import LiveLine, Writer, wants_colour
from r1_assistant.cli.report.text import finding_lines, nothing_line, summary_lines
from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.features.formats import render
from r1_assistant.features.formats.frame import frame
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import printable
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import Skip
from support.changes import change_of

OLD = "def f(a):\n    return a\n"
NEW = "def f(a):\n    b = a[0]\n    return g(b)\n"
CHANGE = change_of("src/a b.py", OLD, NEW)
FINDING = Finding(
    path="src/a b.py",
    line=2,
    end_line=2,
    severity=Severity.ERROR,
    category=Category.BUG,
    confidence=0.9,
    message="It fails for an empty list.",
    kind="lost-guard",
    basis="The old side asks first.",
    quote="b = a[0]",
    fix="    b = a[:1]",
    reasoning="First thought.\nSecond thought.",
)

EXPECTED = """\
src/a b.py:2: error [bug, confidence 90%]
  It fails for an empty list.
  Why: The old side asks first.

    1 | def f(a):
  > 2 |     b = a[0]
    3 |     return g(b)

  Proposed fix:
  -     b = a[0]
  +     b = a[:1]

"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def written(finding: Finding, *, reasoning: bool = False, stream: io.StringIO | None = None) -> str:
    out = stream or io.StringIO()
    Writer(out).write(finding_lines(finding, CHANGE.files[0], 100, reasoning=reasoning))
    return out.getvalue()


def test_a_finding_in_a_pipe() -> None:
    assert written(FINDING) == EXPECTED


def test_a_finding_with_its_reasoning() -> None:
    thought = "  Reasoning:\n  First thought.\n  Second thought.\n\n"
    assert written(FINDING, reasoning=True) == EXPECTED + thought


def test_a_finding_without_a_fix_and_one_that_deletes() -> None:
    assert "fix" not in written(replace(FINDING, fix=None))
    assert written(replace(FINDING, fix="")).endswith("  -     b = a[0]\n\n")


def test_colours_on_a_terminal_and_in_a_pipe_only_if_forced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "\x1b[1;31merror" in written(FINDING, stream=Terminal())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in written(FINDING)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
    assert written(FINDING, stream=Terminal()) == EXPECTED


def test_text_of_others_cannot_steer_the_terminal() -> None:
    evil = replace(FINDING, message="It \x1b[2J fails \u202e here.", fix="\x07\u200b")
    text = written(evil, stream=Terminal())
    assert r"\x1b[2J" in text
    assert r"\u202e" in text
    assert r"\x07\u200b" in text
    assert "\x1b[2J" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\tb", "a   b"), ("a\nb", r"a\nb"), ("\x9b1m", r"\x9b1m"), ("é 日本", "é 日本")],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_columns_are_counted_as_a_terminal_does() -> None:
    assert width("日本") == 4
    assert width("e\u0301") == 1
    assert shortened("日本語テスト", 9) == "日本語..."
    assert shortened("short", 9) == "short"


def test_the_frame_comes_from_the_hunk_where_the_file_is_unknown() -> None:
    assert frame(CHANGE.files[0], 3, 3, around=1) == ((2, "    b = a[0]"), (3, "    return g(b)"))
    whole = replace(CHANGE.files[0], new_text="\n".join("abcdefgh") + "\n")
    assert frame(whole, 8, 8, around=1) == ((7, "g"), (8, "h"))


def summary(stats: Stats) -> str:
    out = io.StringIO()
    Writer(out).write(summary_lines(stats, model="m"))
    return out.getvalue()


def test_summaries() -> None:
    stats = Stats(files=1, hunks=2, seconds=12.3, generated_tokens=40, decode_seconds=2.0)
    assert summary(stats) == "No findings in 2 hunks of 1 file (m, 12 s, 20 tokens/s).\n"
    skips = (Skip("a", 0, "binary"), Skip("b", 3, "only removes lines"), Skip("c", 0, "binary"))
    found = replace(stats, findings=1, withheld=4, worst=Severity.ERROR, skips=skips, seconds=0.2)
    cached = summary(replace(stats, cached=1, suppressed={"dismissed": 2}))
    assert cached.startswith("No findings in 2 hunks of 1 file, 1 from the cache (m, ")
    assert cached.endswith("2 not shown: dismissed.\n")
    assert "1 file, all from the cache (m" in summary(replace(stats, cached=2))
    assert summary(replace(found, interrupted=True)) == (
        "1 finding in 2 hunks of 1 file, interrupted (m, 0.2 s, 20 tokens/s).\n"
        "4 more not shown (--max-findings).\n"
        "Not reviewed: 2 files (binary), 1 hunk (only removes lines).\n"
    )


def test_nothing_to_review() -> None:
    line = nothing_line(Change("staged changes", CHANGE.files), [Skip("a", 0, "binary")])
    assert line == (("Nothing to review in the staged changes: 1 file (binary).", ""),)
    assert nothing_line(Change("staged changes", ()), []) == (("No staged changes to review.", ""),)


def test_the_json_document() -> None:
    skips = (Skip("b.bin", 0, "binary"), Skip("a.py", 7, "only removes lines"))
    stats = Stats(files=1, hunks=1, findings=1, skips=skips, seconds=1.234)
    content = json.loads(render("json", Reviewed(CHANGE, (FINDING,), stats, "some-model")))
    assert list(content) == ["version", "model", "findings", "stats"]
    assert content["model"] == "some-model"
    (finding,) = content["findings"]
    assert list(finding) == [
        "path",
        "line",
        "end_line",
        "severity",
        "category",
        "kind",
        "confidence",
        "message",
        "reason",
        "quote",
        "fix",
        "reasoning",
        "fingerprint",
    ]
    assert finding["fingerprint"] == FINDING.fingerprint
    assert (finding["kind"], finding["reason"]) == (FINDING.kind, FINDING.basis)
    assert content["stats"]["skipped"] == [
        {"path": "b.bin", "line": None, "reason": "binary"},
        {"path": "a.py", "line": 7, "reason": "only removes lines"},
    ]


def test_the_live_line_is_written_over_and_taken_away() -> None:
    out = Terminal()
    live = LiveLine(out)
    live.show("first")
    live.show("first")
    live.show("second")
    live.clear()
    live.clear()
    assert out.getvalue().count("first") == 1
    assert out.getvalue().endswith("\r\x1b[2K")


def test_there_is_no_live_line_in_a_pipe() -> None:
    out = io.StringIO()
    LiveLine(out).show("text")
    assert out.getvalue() == ""
