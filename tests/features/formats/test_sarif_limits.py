import gzip
import json
import random
from dataclasses import replace

import pytest

from r1_assistant.features.formats import render
from r1_assistant.features.formats.sarif import flows, log, notifications
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import Skip
from support.reviews import GUARD, NOTE, reviewed

RANDOM = random.Random(0)


def noise(size: int) -> str:
    """Give text that no packer makes smaller than half, and each time another."""
    return RANDOM.randbytes(size // 2).hex()


def left_out(text: str) -> list[str]:
    (run,) = json.loads(text)["runs"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    return [n["message"]["text"] for n in notes if n["descriptor"]["id"] == "left-out"]


def test_the_worst_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST_RESULTS", 2)
    text = render("sarif", reviewed(NOTE, GUARD, NOTE, NOTE))
    (run,) = json.loads(text)["runs"]
    assert [each["level"] for each in run["results"]] == ["error", "note"]
    assert left_out(text) == ["2 lesser findings are left out: the log has no room for them."]


def test_github_keeps_no_more_results() -> None:
    assert log.MOST_RESULTS <= 5_000
    assert log.MOST_BYTES <= 10 * 1024 * 1024
    assert flows.MOST_STEPS <= 1_000


def test_first_the_reasoning_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST_BYTES", 10_000)
    long = replace(GUARD, reasoning="\n".join(noise(1_900) for _ in range(20)))
    text = render("sarif", reviewed(long))
    assert len(gzip.compress(text.encode())) <= 10_000
    assert left_out(text) == ["The reasoning is left out: the log would be larger than 10 MB."]
    assert "snippet" in text


def test_then_findings_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST_BYTES", 30_000)
    many = [replace(GUARD, message=noise(8_000), confidence=n / 20) for n in range(20)]
    text = render("sarif", reviewed(*many))
    assert len(gzip.compress(text.encode())) <= 30_000
    (run,) = json.loads(text)["runs"]
    assert 0 < len(run["results"]) < 20
    assert run["results"][0]["rank"] == 95.0
    assert len(left_out(text)) == 2


def test_a_flow_has_an_end() -> None:
    long = replace(GUARD, reasoning="\n".join(map(str, range(5_000))))
    (run,) = json.loads(render("sarif", reviewed(long)))["runs"]
    (thread,) = run["results"][0]["codeFlows"][0]["threadFlows"]
    assert len(thread["locations"]) == 1_000


def test_skips_are_counted_in_the_end() -> None:
    skips = tuple(Skip(f"{n}.bin", 0, "binary") for n in range(notifications.MOST_SKIPS + 3))
    (run,) = json.loads(render("sarif", reviewed(stats=Stats(skips=skips))))["runs"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert len(notes) == notifications.MOST_SKIPS + 1
    assert notes[-1]["message"]["text"] == "3 more files and hunks were not reviewed."


def test_a_megabyte_in_a_line_is_no_snippet() -> None:
    review = reviewed(replace(GUARD, message="x" * 1_000_000))
    (file,) = review.change.files
    long = replace(file, new_text=(file.new_text or "").replace("a[0]", "a" * 1_000_000))
    change = replace(review.change, files=(long,))
    text = render("sarif", replace(review, change=change))
    assert len(text) < 30_000
    region = json.loads(text)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["endColumn"] > 1_000_000
    assert "snippet" not in region
