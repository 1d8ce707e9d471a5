from bench.documents import KINDS, METRICS, measure


def test_both_sides_make_the_same_edits_and_are_compared() -> None:
    """`measure` fails when the texts differ; what the times are is for the benchmark to say."""
    results = measure(ours=10, theirs=5)
    assert set(results) == {metric.name for metric in METRICS}
    assert set(results["documents_ratio"].details) == set(KINDS)
    assert all(result.value > 0 for result in results.values())
