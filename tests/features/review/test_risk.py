import pytest

from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.risk import by_risk
from r1_assistant.features.review.select import Piece, select
from support.candidates import candidate
from support.changes import change_of


def piece(path: str, text: str) -> Piece:
    (found,) = select(change_of(path, "", text), ReviewConfig()).pieces
    return found


LONGER = "a = f(1)\nb = f(2)\nc = f(3)\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("src/a.py", "a = f(1)\n"), ("tests/test_a.py", LONGER)),
        (("tests/test_a.py", "a = f(1)\n"), ("a.yaml", "password: x\nb: 1\nc: 2\n")),
        (("src/a.py", "check_password(a)\n"), ("src/b.py", LONGER)),
        (("src/a.py", LONGER), ("src/b.py", "a = f(1)\n")),
        (("src/b.py", "a = f(1)\n"), ("src/a.py", "a = f(2)\n")),
    ],
    ids=["code-test", "test-data", "sensitive", "larger", "as-they-come"],
)
def test_what_goes_first_without_evidence(first: tuple[str, str], second: tuple[str, str]) -> None:
    pieces = [piece(*first), piece(*second)]
    assert by_risk(pieces) == [0, 1]
    if first[0] != "src/b.py":
        assert by_risk(pieces[::-1]) == [1, 0]


def test_evidence_goes_before_all_else() -> None:
    pieces = [piece("src/a.py", "check_password(a)\n"), piece("tests/test_a.py", "a = f(1)\n")]
    sure, unsure = candidate(confidence=0.6), candidate(confidence=0.05)
    assert by_risk(pieces, [[], [sure]]) == [1, 0]
    assert by_risk(pieces, [[], [unsure]]) == [0, 1]
    assert by_risk(pieces, [[sure], [sure, candidate(confidence=0.7)]]) == [1, 0]
