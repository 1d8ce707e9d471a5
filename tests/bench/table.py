"""The results as a table for people."""

from collections.abc import Iterator, Mapping, Sequence

from bench.metrics import METRICS, Detail, Metric, Result


def table(results: Mapping[str, Result], metrics: Sequence[Metric] = METRICS) -> str:
    """Give a line for each metric that was measured, and one with what is behind it."""
    return "\n".join(line for m in metrics if m.name in results for line in _lines(m, results))


def _lines(metric: Metric, results: Mapping[str, Result]) -> Iterator[str]:
    result = results[metric.name]
    verdict = "NOISY" if result.noisy else "ok" if metric.passed(result.value) else "MISSED"
    sign = "<=" if metric.at_most else ">="
    bar = f"{sign} {metric.bar:g}"
    yield f"{metric.name:<24} {result.value:>8.3f}  {bar:<8} {verdict:<7} {metric.title}"
    if result.details:
        yield "    " + ", ".join(f"{key} {_text(value)}" for key, value in result.details.items())


def _text(value: Detail) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
