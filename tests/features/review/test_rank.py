from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.features.review.rank import ranked, without_repetitions


def finding(
    line: int, severity: Severity = Severity.ERROR, confidence: float = 0.5, quote: str = ""
):  # type: ignore[no-untyped-def]
    quote = quote or f"x{line}"
    bug = Category.BUG
    return Finding("a", line, line, severity, bug, confidence, "m", quote, None, "")


def test_the_worst_and_surest_come_first() -> None:
    info, sure = finding(1, Severity.INFO, 0.9), finding(3, confidence=0.9)
    assert ranked([info, finding(2), sure]) == (sure, finding(2), info)


def test_a_fingerprint_and_a_line_are_told_once() -> None:
    first, again, beside = finding(1, quote="a b"), finding(9, quote="a  b"), finding(1, quote="c")
    assert without_repetitions([first, again, beside]) == (first,)
    assert without_repetitions([first], frozenset([first.fingerprint])) == ()
