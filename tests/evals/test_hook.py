import pytest

from evals.hook import NEW, OLD, cached_hook_seconds
from evals.hunks import ranges
from evals.made import case
from r1_assistant.domain.errors import R1Error


def test_the_change_has_three_hunks() -> None:
    assert len(ranges(case("a", old=OLD, new=NEW), 1)) == 3


@pytest.mark.e2e
def test_the_hook_is_timed_with_the_real_program() -> None:
    seconds, report = cached_hook_seconds(["--no-model"])
    assert 0.02 < seconds < 30
    assert '"findings"' in report


@pytest.mark.e2e
def test_a_failure_is_told() -> None:
    with pytest.raises(R1Error, match="failed"):
        cached_hook_seconds(["--no-such-option"])
