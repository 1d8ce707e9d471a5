from r1_assistant.domain.generation import TokenScore
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.slips import scored_text, slips
from support.changes import piece_of

OLD = "def area(a, b):\n    return a\n"
NEW = "def area(a, b):\n    return a + b\n"


def score_of(piece: Piece, token: str, best: str, nll: float = 9.0, best_nll: float = 0.1):  # type: ignore[no-untyped-def]
    text = scored_text(piece, 0)
    start = text.index(token)
    return text, [TokenScore(start, start + len(token), nll, best, best_nll)]


def found(token: str, best: str, nll: float = 9.0, best_nll: float = 0.1, new: str = NEW):  # type: ignore[no-untyped-def]
    piece = piece_of("a.py", OLD, new)
    text, scores = score_of(piece, token, best, nll, best_nll)
    return slips(piece, 0, text, scores)


def test_the_text_names_the_file() -> None:
    assert scored_text(piece_of("a.py", OLD, NEW), 0) == f"# a.py\n{NEW}"


def test_an_operator_where_another_was_expected() -> None:
    (slip,) = found(" +", " *")
    assert slip.line.new_number == 2
    assert slip.suspicion == "has `+` where `*` is expected"
    assert slip.alternative == "    return a * b"
    assert 0.85 < slip.weight < 0.9


def test_names_surprise_nobody() -> None:
    assert found(" b\n", " c\n") == ()
    assert found(" +", " if") == ()
    assert found("return", "yield") == ()


def test_a_doubt_is_not_a_slip() -> None:
    assert found(" +", " *", nll=4.0) == ()
    assert found(" +", " *", best_nll=0.6) == ()


def test_the_same_operator_in_other_clothes() -> None:
    assert found(" ==", " is", new="def area(a, b):\n    return a == b\n") == ()
    assert found(" +", "+") == ()


def test_context_is_not_accused() -> None:
    old = "def area(a, b):\n    c = a + b\n"
    piece = piece_of("a.py", old, f"{old}    return c\n")
    text, scores = score_of(piece, " +", " *")
    assert slips(piece, 0, text, scores) == ()


def test_the_strongest_of_a_line_is_named() -> None:
    piece = piece_of("a.py", OLD, "def area(a, b):\n    return a + b - a\n")
    text, weak = score_of(piece, " -", " +", nll=5.0)
    _, strong = score_of(piece, " +", " *", nll=9.0)
    (slip,) = slips(piece, 0, text, [*strong, *weak])
    assert slip.suspicion == "has `+` where `*` is expected"
