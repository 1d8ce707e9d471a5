"""The evaluation with reviewers that say what they are told, and with the rules alone."""

import json
import math
import random
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals import evaluation, fitting, report
from evals.adapter import change_of, own_reviewer
from evals.bars import BARS, table
from evals.cases import Case
from evals.data import chosen, pairs
from evals.evaluation import Reviewers, Sizes
from evals.made import NEW, OLD, case, finding
from evals.outcome import Outcome, numbers
from evals.reviewing import Candidate, Result, Reviewed, Reviewer
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.pipeline import Models


def cases() -> list[Case]:
    """Twenty pairs of a slip or a structural defect and a clean change."""
    made = []
    for n in range(20):
        group = "slip" if n % 2 else "structural"
        clean = "version" if n % 3 else "refactoring"
        package = f"package{n % 5}"
        made.append(case(f"{n:02}-a", group, pair=f"{n:02}-b", package=package))
        made.append(case(f"{n:02}-b", clean, pair=f"{n:02}-a", package=package))
    return made


def scripted(
    recall: float, alarms: float, *, seconds: float = 0.5, writes: bool = False
) -> Reviewer:
    """Find and flag as often as is said, the same each time."""

    async def review(of: Case) -> Reviewed:
        drawn = random.Random(of.id)
        sure = drawn.random()
        flagged = sure < (recall if of.planted else alarms)
        score = 0.9 - 0.3 * sure if flagged else 0.5 * (1 - sure)
        found = finding(of=of, fix="    if count > 0:", confidence=score)
        return Reviewed(
            (found,) if flagged else (),
            score,
            2,
            0.0 if writes else seconds,
            seconds if writes else 0.0,
            candidates=(Candidate(2, "slip", 0.2, score, {"gain": score}),),
        )

    return review


async def outcome_of(sizes: Sizes) -> Outcome:
    reviewers = Reviewers(
        scripted(0.8, 0.1),
        scripted(0.8, 0.1, seconds=5, writes=True),
        scripted(0.3, 0.4, seconds=3, writes=True),
        scripted(0.6, 0.1, seconds=0.02),
        {"likelihood": scripted(0.4, 0.1)},
    )
    return await evaluation.evaluate(cases(), cases(), reviewers, sizes, 0)


async def test_every_number_of_the_table_is_measured() -> None:
    outcome = await outcome_of(Sizes(written=5, plain=20, injected=1))
    found = numbers(outcome)
    assert {bar.name for bar in BARS} - set(found) == {"cached_hook_s"}
    assert all(math.isfinite(value) for value in found.values())
    flagged = [r for r in outcome.decided if not r.planted and r.flagged]
    assert found["clean_flagged"] == len(flagged) / 20
    assert (found["fix_exact"], found["wrong_location"], found["unparsable_fixes"]) == (1, 0, 0)
    assert (found["seconds_decide_p50"], found["seconds_write_p50"]) == (0.5, 5)
    assert found["nomodel_ms"] == pytest.approx(20)
    assert found["without_nothing.recall_slips"] == found["recall_slips"]
    assert found["without_likelihood.recall_slips"] < found["recall_slips"]
    assert (len(outcome.written), len(outcome.plain)) == (5, 20)
    assert found["auc_size_only"] == 0.5
    assert found["injection_unchanged.n"] == 40
    assert found["kind.slip-kind.line"] == found["recall_slips"]
    assert json.loads(json.dumps(found)) == found
    lines = table(found, {}).splitlines()
    assert any(line.startswith("recall_slips") and " ok " in line for line in lines)


async def test_an_ablation_compares_the_same_cases() -> None:
    sizes = Sizes(written=0, plain=0, injected=0, ablated=10)
    outcome = await outcome_of(sizes)
    counts = {name: [each.case.id for each in results] for name, results in outcome.ablated.items()}
    assert list(counts) == ["nothing", "likelihood"]
    assert counts["nothing"] == counts["likelihood"]
    assert len(counts["nothing"]) == 10


async def test_what_was_left_out_is_not_told() -> None:
    outcome = await evaluation.evaluate(
        cases(), [], Reviewers(scripted(1, 0)), Sizes(injected=0), 0
    )
    found = numbers(outcome)
    left = {"f1_plain", "f1_ratio_to_plain", "seconds_write_p50", "nomodel_ms", "auc_size_only"}
    assert not left & set(found)
    assert (found["recall_slips"], found["clean_flagged"], found["auc"]) == (1, 0, 1)
    assert "Measured against its bars" in report.page(outcome, found, "origin")


async def test_the_report_stands_alone() -> None:
    outcome = await outcome_of(Sizes(written=5, plain=20, injected=0))
    hostile = replace(outcome.decided[0].case, new=NEW + "<script>&\n", kind="<b>")
    outcome = Outcome([*outcome.decided, Result(hostile, Reviewed())], outcome.rules)
    page = report.page(outcome, numbers(outcome), "<made> & said")
    assert "<script" not in page
    assert "&lt;made&gt; &amp; said" in page
    assert not re.search(r"(src|href)=|@import|url\(|https?:", page)
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 8
    for picture in pictures:
        ElementTree.fromstring(picture)
        assert "nan" not in picture


async def test_fitted_weights_tell_what_they_come_from(tmp_path: Path) -> None:
    import tomllib

    reviewer = scripted(0.7, 0.1)
    results = [Result(each, await reviewer(each)) for each in cases()]
    rows = list(fitting.rows_of(results))
    assert sum(row.right for row in rows) == 20
    fitted = fitting.fit_to(tmp_path / "weights" / "model.toml", "model", results, 0.1)
    made = tomllib.loads((tmp_path / "weights" / "model.toml").read_text())
    assert made["origin"]["cases"] == 40
    assert made["origin"]["data"] == fitting.digest(reversed(cases()))
    assert made["features"]["gain"] == pytest.approx(fitted.features["gain"], abs=1e-6)
    assert fitted.features["gain"] > 0


def test_pairs_are_taken_whole() -> None:
    taken = chosen(cases(), 11, 3)
    assert len(taken) == 10
    assert all(len(pair) == 2 for pair in pairs(taken))
    assert chosen(cases(), 11, 3) == taken != chosen(cases(), 11, 4)
    assert {each.group for each in chosen(cases(), None, 0, "slip")} >= {"slip"}
    assert "structural" not in {each.group for each in chosen(cases(), None, 0, "slip-kind")}


def test_a_case_is_a_change_with_both_texts() -> None:
    (file,) = change_of(case("a")).files
    assert (file.old_text, file.new_text) == (OLD, NEW)
    assert [line.new_number for hunk in file.hunks for line in hunk.added] == [2]
    (fresh,) = change_of(case("b", old="")).files
    assert fresh.status == "added"
    assert [line.text for line in fresh.hunks[0].added] == NEW.splitlines()


async def test_the_rules_review_a_case() -> None:
    old = "def read(path):\n    return open(path).read()\n"
    made = case("a", old=old, new=old + "<<<<<<< ours\nx = 1\n", lines=(3,))
    reviewed = await own_reviewer(ReviewConfig(effort="quick"), Models())(made)
    assert reviewed.score > 0
    assert reviewed.place == 3
    assert reviewed.seconds_decide > 0
    assert reviewed.candidates
    quiet = await own_reviewer(ReviewConfig(effort="quick"), Models())(
        case("b", "version", old=old, new=old.replace("path", "name"))
    )
    assert quiet.findings == ()
