from typing import Any

from r1_assistant.domain.finding import Severity
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import Skip
from r1_assistant.github.comment import MAX_BODY
from r1_assistant.github.summary import Told, summary_body
from support.github.samples import HEAD, finding


def told(**more: Any) -> str:
    values: dict[str, Any] = {
        "commit": HEAD,
        "model": "tiny",
        "findings": (),
        "outside": (),
        "stats": Stats(files=2, hunks=3),
        "problems": (),
    }
    return summary_body("<!-- mark -->", Told(**{**values, **more}))


def test_a_review_without_findings() -> None:
    assert (
        "**No findings**. Reviewed: 3 hunks in 2 files at `aaaaaaaaaa`, with the model `tiny`."
        in told()
    )
    assert "by rules alone, without a model." in told(model=None)
    assert "Nothing to review at `aaaaaaaaaa`." in told(stats=Stats())


def test_findings_are_counted() -> None:
    found = [finding(1, severity=Severity.ERROR), finding(2), finding(3)]
    found += [finding(4, severity=Severity.INFO), finding(5, severity=Severity.INFO)]
    assert "**5 findings: 1 error, 2 warnings, 2 info**." in told(findings=found)


def test_findings_outside_of_the_diff() -> None:
    row = told(outside=[finding(9, end_line=11, message="Ask @octocat.")])
    assert "\n- **warning** `a.py:9-11`: Ask @&#8203;octocat.\n" in row


def test_what_was_not_reviewed() -> None:
    skips = (Skip("a`.png", 0, "binary"), Skip("b.py", 7, "only removes lines"))
    text = told(stats=Stats(skips=skips))
    assert "Not reviewed: 2 places" in text
    assert "- ``a`.png``: binary\n- `b.py:7`: only removes lines" in text


def test_what_was_left_out() -> None:
    stats = Stats(withheld=2, suppressed={"in the baseline": 1}, cut_short=("3 hunks",))
    text = told(stats=stats, problems=["5 of 9 files are not listed by GitHub"])
    assert "Left out: 2 more findings beyond the limit; 1 in the baseline; the time was" in text
    assert "the time was up: 3 hunks; " in text
    assert "the review was interrupted." in told(stats=Stats(interrupted=True))
    assert "5 of 9 files are not listed by GitHub." in text


def test_earlier_comments_are_counted() -> None:
    text = told(open=2, gone=1, dismissed=3)
    assert "Of earlier comments: 2 still open, 1 gone since, 3 dismissed." in text


def test_a_summary_keeps_githubs_limit() -> None:
    outside = [finding(n, message="<" * 5000, path="p" * 900) for n in range(1, 200)]
    skips = tuple(Skip("q" * 1000, n, "binary") for n in range(500))
    text = told(
        findings=outside, outside=outside, stats=Stats(skips=skips), problems=["x" * 9999] * 99
    )
    assert len(text) <= MAX_BODY
    assert "more\n" in text
    assert text.endswith("</sub>")
