from bench.impact_run import Score
from bench.impact_truth import Case

CASE = Case(
    "rich",
    "a.py",
    "f",
    "remove",
    "",
    broken=(("b.py", 1), ("b.py", 1), ("b.py", 2)),
    fitting=(("b.py", 3),),
    undecided=(("b.py", 4),),
)


def test_what_nobody_knows_of_is_a_false_alarm_too() -> None:
    score = Score()
    score.add(CASE, [("b.py", 1), ("b.py", 3), ("b.py", 4), ("c.py", 9)])
    assert (score.wanted, score.found, score.false, score.undecided) == (2, 1, 2, 1)
    assert (score.recall, score.false_alarms) == (0.5, 0.75)


def test_without_anything_there_is_nothing_wrong() -> None:
    assert (Score().recall, Score().false_alarms) == (1, 0)
