"""What the log says about the review itself: what was skipped, left out, or not come to."""

from collections.abc import Iterator

from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import printable
from r1_assistant.features.formats.sarif.places import Json, artifact, line_of
from r1_assistant.features.review.skip import Skip

MOST_SKIPS = 1_000
"""Skipped files and hunks that are named; the others are counted."""

_KINDS = {
    "interrupted": (
        "ReviewInterrupted",
        "The review was not finished.",
        "Start it again; what was reviewed is answered from the cache.",
    ),
    "skipped": (
        "PartSkipped",
        "A file or a hunk was not reviewed.",
        "The message says why; the settings say what is left out of reviews.",
    ),
    "silenced": (
        "FindingsSilenced",
        "There are findings that somebody did not want to see again.",
        "Comments, the baseline and dismissals silence findings.",
    ),
    "left-out": (
        "FindingsLeftOut",
        "There was more than the log has room for.",
        "Review fewer files at once, or ask for more by --max-findings.",
    ),
}


def _descriptor(id: str, name: str, sentence: str, advice: str) -> Json:
    return {
        "id": id,
        "name": name,
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": sentence},
        "help": {"text": advice},
    }


DESCRIPTORS = [_descriptor(id, *texts) for id, texts in _KINDS.items()]
_INDEXES = {each["id"]: at for at, each in enumerate(DESCRIPTORS)}


def notifications(reviewed: Reviewed, left_out: list[str]) -> list[Json]:
    """Write all of it; `left_out` has the sentences about what this log does not hold."""
    return [*_of_the_run(reviewed, left_out), *_of_skips(reviewed.stats.skips)]


def _of_the_run(reviewed: Reviewed, left_out: list[str]) -> Iterator[Json]:
    stats = reviewed.stats
    if stats.interrupted:
        text = "The review was interrupted; these are the findings until then."
        yield _notification("interrupted", text, "error")
    for reason, count in stats.suppressed.items():
        yield _notification("silenced", f"{_findings(count)} not shown: {printable(reason)}.")
    if stats.withheld:
        text = f"{_findings(stats.withheld)} more not shown (--max-findings)."
        yield _notification("left-out", text)
    for sentence in left_out:
        yield _notification("left-out", sentence, "warning")


def _of_skips(skips: tuple[Skip, ...]) -> Iterator[Json]:
    for skip in skips[:MOST_SKIPS]:
        where = (
            line_of(skip.path, skip.line)
            if skip.line
            else {"artifactLocation": artifact(skip.path)}
        )
        what = "hunk" if skip.line else "file"
        note = _notification("skipped", f"This {what} was not reviewed: {printable(skip.reason)}.")
        yield {**note, "locations": [{"physicalLocation": where}]}
    if len(skips) > MOST_SKIPS:
        more = len(skips) - MOST_SKIPS
        yield _notification("skipped", f"{more} more files and hunks were not reviewed.")


def _notification(id: str, text: str, level: str = "note") -> Json:
    descriptor = {"id": id, "index": _INDEXES[id]}
    return {"descriptor": descriptor, "level": level, "message": {"text": text}}


def _findings(count: int) -> str:
    return "1 finding" if count == 1 else f"{count} findings"
