from dataclasses import replace

from r1_assistant.context.overlay import NoWorkspace
from r1_assistant.domain.change import Change
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.confidence import UNFITTED
from r1_assistant.features.review.config import ReviewConfig, Stage
from r1_assistant.features.review.decide import Grounds, by_rule
from r1_assistant.features.review.fixes import checked_replacement, still_there, with_fix
from r1_assistant.features.review.select import Piece, select
from support.changes import change_of

OLD = """\
def total(order):
    if order is None:
        return 0
    amount = order.price * order.count
    return amount
"""
NEW = """\
def total(order):
    amount = order.price * order.count
    return amount
"""
GUARDED = "    if order is None:\n        return 0\n    amount = order.price * order.count"


def subject(old: str = OLD, new: str = NEW) -> tuple[Piece, Grounds]:
    file = replace(change_of("a.py", old, new).files[0], old_text=old, new_text=new)
    change = Change("test", (file,))
    (piece,) = select(change, ReviewConfig()).pieces
    return piece, Grounds(change, NoWorkspace(), frozenset(Stage), UNFITTED)


def dropped(piece: Piece, grounds: Grounds) -> Candidate:
    return next(each for each in by_rule(piece, grounds) if each.kind == "dropped-guard")


def test_a_guard_that_is_put_back_takes_the_evidence_away() -> None:
    piece, grounds = subject()
    found = dropped(piece, grounds)
    assert found.number == 2
    assert checked_replacement(GUARDED, 2, 2, piece) == GUARDED
    assert not still_there(found, GUARDED, piece, grounds)


def test_a_fix_that_leaves_the_evidence_is_seen_through() -> None:
    piece, grounds = subject()
    other = "    amount = order.count * order.price"
    assert checked_replacement(other, 2, 2, piece) == other
    assert still_there(dropped(piece, grounds), other, piece, grounds)


def test_lines_behind_a_fix_get_their_new_numbers() -> None:
    piece, _ = subject()
    fixed = with_fix(piece, GUARDED, 2, 2)
    assert fixed.file.new_text == OLD
    numbered = [line.new_number for line in fixed.hunk.lines if line.new_number is not None]
    assert numbered == [1, 2, 3, 4, 5]
    texts = [line.text for line in fixed.hunk.lines if line.new_number is not None]
    assert texts == OLD.splitlines()
    assert fixed.hunk.new_count == piece.hunk.new_count + 2
    assert [line.new_number for line in fixed.subjects] == [2, 3, 4]


def test_what_was_removed_within_the_lines_stays_removed() -> None:
    piece, _ = subject()
    fixed = with_fix(piece, "    return 1", 2, 3)
    assert [line.text for line in fixed.hunk.removed] == OLD.splitlines()[1:3]
    assert fixed.file.new_text == "def total(order):\n    return 1\n"


def test_a_replacement_must_change_something_parse_and_be_in_the_hunk() -> None:
    piece, _ = subject()
    line = "    amount = order.price * order.count"
    assert checked_replacement(line.replace(" * ", "  *  "), 2, 2, piece) is None
    assert checked_replacement("    amount = (order.price", 2, 2, piece) is None
    assert checked_replacement("    pass", 3, 9, piece) is None
    assert checked_replacement("    amount = order.price", 2, 2, piece) is not None


def test_a_patch_without_its_file_takes_fixes_too() -> None:
    (piece,) = select(change_of("a.py", OLD, NEW), ReviewConfig()).pieces
    fixed = with_fix(piece, GUARDED, 2, 2)
    assert fixed.file.new_text is None
    assert checked_replacement(GUARDED, 2, 2, piece) == GUARDED
