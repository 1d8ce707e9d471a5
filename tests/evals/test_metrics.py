import math
from dataclasses import replace

import numpy as np
import pytest

from evals import metrics
from evals.intervals import weightings
from evals.made import case, finding, result
from evals.reviewing import Result, Reviewed

LONG = "".join(f"value_{n} = {n}\n" for n in range(1, 41))


def four_results() -> list[Result]:
    """One slip found, one structural defect missed, one clean case flagged, one quiet."""
    slip, missed = case("a", pair="b"), case("c", "structural", pair="d")
    flagged, quiet = case("b", "refactoring", pair="a"), case("d", "version", pair="c")
    return [
        result(slip, finding(of=slip)),
        result(missed, finding(4, of=missed, confidence=0.6)),
        result(flagged, finding(of=flagged, confidence=0.7)),
        result(quiet),
    ]


def test_shares_by_hand() -> None:
    found = metrics.shares(four_results())
    assert found["clean_flagged"].value == 0.5
    assert (found["recall"].value, found["recall"].n) == (0.5, 2)
    assert (found["recall_slips"].value, found["recall_structural"].value) == (1, 0)
    assert found["recall_structural_hunk"].value == 1
    assert found["precision"].value == pytest.approx(1 / 3)
    assert found["f1"].value == pytest.approx(2 * (1 / 3) * 0.5 / (1 / 3 + 0.5))


@pytest.mark.parametrize(("line", "right"), [(0, False), (1, True), (3, True), (4, False)])
def test_a_line_beside_the_planted_one_is_right(line: int, right: bool) -> None:
    slip = case("a")
    placed = replace(finding(of=slip), line=line, end_line=line)
    assert metrics.on_line(result(slip, placed)) is right


def test_a_finding_in_another_file_is_not_right() -> None:
    slip = case("a")
    assert not metrics.on_line(result(slip, replace(finding(of=slip), path="other.py")))


def test_hunks_are_told_apart() -> None:
    new = LONG.replace("= 5\n", "= 50\n").replace("= 30\n", "= 300\n")
    slip = case("a", old=LONG, new=new, lines=(30,))
    assert metrics.in_hunk(result(slip, finding(33, of=slip)))
    assert not metrics.in_hunk(result(slip, finding(5, of=slip)))
    assert not metrics.in_hunk(result(slip, finding(34, of=slip)))


@pytest.mark.parametrize("seed", range(5))
def test_area_and_recall_agree_with_counting(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    results = []
    for number in range(60):
        made = case(f"{number:02}", "slip" if drawn.random() < 0.5 else "version")
        score = float(drawn.integers(0, 8)) / 8
        results.append(result(made, score=score, place=int(drawn.integers(1, 5))))
    found = metrics.ranking(results)
    assert found["auc"].value == pytest.approx(_area(results))
    assert found["recall_at_5"].value == pytest.approx(_recall_at_5(results, placed=False))
    assert found["recall_at_5_line"].value == pytest.approx(_recall_at_5(results, placed=True))


def _area(results: list[Result]) -> float:
    planted = [r.reviewed.score for r in results if r.planted]
    clean = [r.reviewed.score for r in results if not r.planted]
    won = sum((p > c) + (p == c) / 2 for p in planted for c in clean)
    return won / (len(planted) * len(clean))


def _recall_at_5(results: list[Result], *, placed: bool) -> float:
    clean = [r.reviewed.score for r in results if not r.planted]
    best = 0.0
    for bound in {r.reviewed.score for r in results if r.reviewed.score > 0}:
        if sum(score >= bound for score in clean) <= 0.05 * len(clean):
            held = [r for r in results if r.planted]
            hits = [r for r in held if r.reviewed.score >= bound and (r.placed or not placed)]
            best = max(best, len(hits) / len(held))
    return best


def test_no_score_is_no_flag() -> None:
    found = metrics.ranking([result(case("a")), result(case("b", "version"))])
    assert found["auc"].value == 0.5
    assert found["recall_at_5"].value == 0


def test_intervals_hold_the_value_and_repeat() -> None:
    results = [
        result(made, *([finding(of=made)] if number % 3 else []))
        for number in range(50)
        if (made := case(f"{number:02}"))
    ]
    one, other = metrics.shares(results, 4)["recall"], metrics.shares(results, 4)["recall"]
    assert one == other
    assert 0.4 < one.low < one.value < one.high < 0.9
    spread = 1.96 * math.sqrt(one.value * (1 - one.value) / 50)
    assert one.high - one.low == pytest.approx(2 * spread, rel=0.2)


def test_pairs_are_drawn_together() -> None:
    results = four_results()
    weights = weightings(results, 1)
    assert weights.shape == (1001, 4)
    assert (weights[0] == 1).all()
    assert (weights[:, 0] == weights[:, 2]).all()
    assert (weights[:, 1] == weights[:, 3]).all()
    assert (weights.sum(axis=1) == 4).all()


def test_calibration_by_hand() -> None:
    slip, clean = case("a"), case("b", "version")
    results = [
        result(slip, finding(of=slip, confidence=0.95)),
        result(clean, finding(of=clean, confidence=0.91)),
        result(clean, score=0.25, place=2),
        result(clean),
    ]
    error, bins = metrics.calibration(results)
    assert [(round(b.confidence, 2), b.right, b.count) for b in bins] == [
        (0.25, 0, 1),
        (0.93, 0.5, 2),
    ]
    assert error == pytest.approx((0.25 * 1 + 0.43 * 2) / 3)


def test_a_confidence_of_one_is_in_the_last_bin() -> None:
    slip = case("a")
    error, bins = metrics.calibration([result(slip, finding(of=slip, confidence=1.0))])
    assert (error, len(bins)) == (0, 1)


@pytest.mark.parametrize(
    ("fix", "exact"),
    [
        ("    if count > 0:", 1),
        ("    if count>0 :", 1),
        ("    if count != 0:", 0),
        ("    if count > 0:\n        pass", 0),
        (None, 0),
    ],
)
def test_exact_fixes(fix: str | None, exact: int) -> None:
    slip = case("a")
    assert metrics.fix_exact(result(slip, finding(of=slip, fix=fix))) == (exact, 1)


def test_a_fix_of_several_lines_may_change_the_planted_one_alone() -> None:
    slip = case("a")
    good = "    if count > 0:\n        return items[:count]"
    over_two = replace(finding(of=slip, fix=good), end_line=3)
    assert metrics.fix_exact(result(slip, over_two)) == (1, 1)
    bad = replace(over_two, fix=good.replace("[:count]", "[:1]"))
    assert metrics.fix_exact(result(slip, bad)) == (0, 1)


def test_fixes_count_where_the_line_is_right() -> None:
    slip, structural = case("a"), case("b", "structural")
    assert metrics.fix_exact(result(slip, finding(4, of=slip, fix="    return None"))) == (0, 0)
    assert metrics.fix_exact(result(structural, finding(of=structural))) == (0, 0)


def test_locations() -> None:
    slip = replace(case("a"), others={"near.py": "take(1)\n"})
    good = finding(of=slip)
    assert metrics.wrong_location(result(slip, good)) == 0
    elsewhere = replace(good, path="near.py", line=1, end_line=1, quote="take(1)")
    wrong = [
        replace(good, quote="if count > 0:"),
        replace(good, line=9, end_line=9),
        replace(good, line=0),
        replace(elsewhere, path="far.py"),
    ]
    assert metrics.wrong_location(result(slip, elsewhere, *wrong)) == 4


def test_fixes_that_do_not_parse() -> None:
    slip = case("a")
    good = finding(of=slip, fix="    if count > 0:")
    bad = replace(good, fix="    if count > (0:")
    gone = replace(good, fix="", line=4, end_line=4)
    assert metrics.unparsable_fixes(result(slip, good, bad, gone)) == 1


def test_by_group() -> None:
    found = metrics.by(four_results(), lambda each: each.group)
    assert list(found) == ["refactoring", "slip", "structural", "version"]
    assert found["slip"]["line"].value == 1
    assert found["refactoring"]["clean_flagged"].value == 1
    assert math.isnan(found["version"]["line"].value)
    assert found["structural"]["hunk"].value == 1


def test_ratio_of_f1() -> None:
    ours = four_results()
    theirs = [Result(each.case, Reviewed()) for each in ours]
    theirs[0] = Result(ours[0].case, Reviewed((finding(of=ours[0].case),), 1.0, 2))
    found = metrics.f1_ratio(ours, theirs)
    assert found["f1_plain"].value == pytest.approx(2 / 3)
    assert found["f1_ratio_to_plain"].value == pytest.approx(0.4 / (2 / 3))
    silent = [Result(each.case, Reviewed()) for each in ours]
    assert metrics.f1_ratio(ours, silent)["f1_ratio_to_plain"].value == pytest.approx(40)
    with pytest.raises(ValueError, match="same cases"):
        metrics.f1_ratio(ours, theirs[::-1])


def test_percentiles_leave_out_what_was_not_measured() -> None:
    assert metrics.percentile([0.0, 1.0, 2.0, 3.0], 50) == 2
    assert math.isnan(metrics.percentile([0.0], 50))
