from dataclasses import replace

from r1_assistant.domain.change import DiffLine, LineKind
from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.evidence import Evidence
from r1_assistant.features.review.suspicions import strongest

LINE = DiffLine(LineKind.ADDED, "a <= b", None, 3)
SIGN = Evidence(LINE, Category.BUG, Severity.ERROR, "goes too far", "Which?", "Stop.", 0.8)
SLIP = replace(SIGN, suspicion="has <=", weight=0.7, fixable=True, alternative="a < b")
OTHER = replace(SIGN, line=replace(LINE, new_number=4), weight=0.9)


def test_the_strongest_come_first_and_the_rest_is_left() -> None:
    assert strongest([SIGN, OTHER], 2) == (OTHER, SIGN)
    assert strongest([SIGN, OTHER], 1) == (OTHER,)


def test_two_that_agree_make_one_that_is_surer() -> None:
    (both,) = strongest([SLIP, SIGN], 2)
    assert (both.suspicion, both.alternative, both.fixable) == ("goes too far", "a < b", True)
    assert both.weight == 0.9
