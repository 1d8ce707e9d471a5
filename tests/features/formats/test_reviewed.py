from dataclasses import replace

from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import Skip
from support.reviews import GUARD, PATH, reviewed


def clean(**changes: object) -> tuple[str, ...]:
    return reviewed(stats=replace(Stats(), **changes)).clean  # type: ignore[arg-type]


def test_a_file_without_findings_is_clean() -> None:
    assert clean() == (PATH,)
    assert reviewed(GUARD).clean == ()


def test_what_was_not_looked_at_is_not_clean() -> None:
    assert clean(skips=(Skip(PATH, 0, "generated"),)) == ()
    assert clean(skips=(Skip(PATH, 1, "only removes lines"),)) == ()
    assert clean(interrupted=True) == ()


def test_a_hunk_that_was_skipped_beside_another_is_no_matter() -> None:
    review = reviewed(stats=Stats(skips=(Skip(PATH, 1, "only removes lines"),)))
    (file,) = review.change.files
    twice = replace(file, hunks=file.hunks * 2)
    assert replace(review, change=replace(review.change, files=(twice,))).clean == (PATH,)
