import math

from bench.context import METRICS, passed, summed
from bench.metrics import Result
from bench.recall import Tally, completion_text
from bench.sites import Call, Site, Target


def site(corpus: str, language: str, offset: int) -> Site:
    return Site(corpus, language, Call("a", 0, offset, 9, "f"), (Target("b", 1, "def f"),))


def test_one_of_the_two_speeds_is_enough() -> None:
    speeds = {"index_files_per_s": Result(100.0), "index_ratio_to_aider": Result(2.0)}
    assert passed(speeds)
    assert not passed({**speeds, "index_ratio_to_aider": Result(1.0)})
    assert not passed({**speeds, "reindex_ms": Result(51.0)})


def test_the_rest_of_the_line_is_removed() -> None:
    assert completion_text("a(1)\nb(", 2) == "a(\nb("
    assert completion_text("a(1)", 2) == "a("


def test_the_lower_of_two_kinds_counts_and_aider_is_compared_at_its_sites() -> None:
    tally = Tally(tokens=[5])
    python = [site("django", "python", at) for at in range(4)]
    java = site("capacitor", "java", 0)
    for at, one in enumerate([*python, java]):
        tally.shown["completion"][one] = True
        tally.shown["symbol"][one] = at > 0
        tally.shown["unseen"][one] = tally.shown["window"][one] = False
    for at, one in enumerate(python[:2]):
        tally.shown["aider_told"][one] = False
        tally.shown["aider"][one] = at == 0
    found = summed(tally)
    assert found["recall_python"].value == 0.75
    assert found["recall_python"].details["django_completion"] == 1
    assert found["recall_other"].value == 1
    assert found["recall_ratio_to_aider"].value == 1
    assert found["recall_ratio_told"].value == math.inf
    assert set(found) <= {metric.name for metric in METRICS}
    (miss,) = tally.misses()
    assert miss.startswith("symbol: django/a at 0: f")
