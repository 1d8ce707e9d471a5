from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.features.review.rank import chosen, ranked, without_repetitions
from support.candidates import candidate


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


def test_the_strongest_of_each_hunk_are_chosen_and_the_worst_hunk_goes_first() -> None:
    mild = candidate(1, severity=Severity.WARNING, confidence=0.99)
    bad, worse, third = (candidate(n, confidence=c) for n, c in ((2, 0.7), (3, 0.9), (4, 0.6)))
    assert chosen([(mild,), (), (bad,), (worse, third)], 1) == {3: (worse,), 2: (bad,), 0: (mild,)}
    assert list(chosen([(mild,), (), (bad,), (worse, third)], 2)) == [3, 2, 0]
    assert chosen([(), (worse, third)], 2) == {1: (worse, third)}


def test_hunks_that_are_as_bad_keep_their_order() -> None:
    assert list(chosen([(candidate(9),), (candidate(1),)], 2)) == [0, 1]
