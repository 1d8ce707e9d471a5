import pytest

from r1_assistant.github.marks import (
    FindingMark,
    SummaryMark,
    finding_mark,
    line_digest,
    reviewer,
    summary_mark,
    unmarked,
)

MARK = FindingMark("0123456789abcdef", line_digest("x = 1"), reviewer("1.0", "", "normal"))
GONE = FindingMark(MARK.fingerprint, MARK.line, MARK.by, "a" * 40)
SUMMARY = SummaryMark("b" * 40, "0" * 16)


@pytest.mark.parametrize("mark", [MARK, GONE])
def test_a_mark_is_read_again(mark: FindingMark) -> None:
    assert finding_mark(f"{mark}\n\ntext") == mark
    assert unmarked(f"{mark}\r\n\r\ntext") == "text"


@pytest.mark.parametrize("mark", [SUMMARY, SummaryMark("b" * 64, "f" * 16, more=True)])
def test_a_summarys_mark_is_read_again(mark: SummaryMark) -> None:
    assert summary_mark(f"{mark}\n\ntext") == mark
    assert finding_mark(str(mark)) is None


@pytest.mark.parametrize(
    "body",
    [f"text\n{MARK}", f" {MARK}", f"> {MARK}", f"```\n{MARK}\n```", "", "<!-- r1-assistant -->"],
)
def test_a_mark_further_down_is_none(body: str) -> None:
    assert finding_mark(body) is None
    assert unmarked(body) == body


def test_white_space_leaves_a_line_as_it_is() -> None:
    assert line_digest("  x =  1") == line_digest("x = 1\t")
    assert line_digest("x = 1") != line_digest("x = 2")
