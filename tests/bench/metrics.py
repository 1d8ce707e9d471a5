"""What is measured, and the bar that each number has to reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Detail = float | int | str | bool


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with a bar, which `at_most` tells to be an upper or a lower one."""

    name: str
    title: str
    bar: float
    at_most: bool = False

    def passed(self, value: float) -> bool:
        """Whether `value` reaches the bar; a value that is no number does not."""
        return value <= self.bar if self.at_most else value >= self.bar


@dataclass(frozen=True, slots=True)
class Result:
    """A metric's value and what is behind it, by short names."""

    value: float
    details: Mapping[str, Detail] = field(default_factory=dict)

    @property
    def noisy(self) -> bool:
        """Whether others used the machine meanwhile, so that the value says little."""
        return bool(self.details.get("noisy", 0))


METRICS = (
    Metric("prefill_ratio_05b", "0.5B: prefill of 512 tokens, ours / llama.cpp", 1.4),
    Metric("decode_ratio_05b", "0.5B: decode, ours / llama.cpp", 1.4),
    Metric("prefill_ratio_15b", "1.5B: prefill of 512 tokens, ours / llama.cpp", 1.0),
    Metric("decode_ratio_15b", "1.5B: decode, ours / llama.cpp", 0.9),
    Metric("edit_decode_ratio_15b", "1.5B: edit, ours with drafts / llama.cpp", 1.3),
    Metric("perplexity_ratio_05b", "0.5B: perplexity / float32", 1.03, at_most=True),
    Metric("perplexity_ratio_15b", "1.5B: perplexity / float32", 1.03, at_most=True),
    Metric("child_peak_gb", "1.5B: peak memory, 2,048 tokens (GB)", 2.2, at_most=True),
    Metric("engine_overhead", "tokens/s lost to the engine (share)", 0.03, at_most=True),
    Metric("shared_prefix_ttft", "first token with 90 % shared / cold", 0.2, at_most=True),
    Metric("cancel_steps", "cancel to idle (steps, worst)", 2, at_most=True),
    Metric("preempt_steps", "urgent request to first step (steps, worst)", 2, at_most=True),
    Metric("review_help_s", "r1-review --help (s)", 0.25, at_most=True),
    Metric("review_nothing_staged_s", "r1-review, nothing staged (s)", 0.25, at_most=True),
)
NAMES = tuple(metric.name for metric in METRICS)


def flat(results: Mapping[str, Result]) -> dict[str, Detail]:
    """Lay results out flat: `metric` for its value, `metric.detail` for what is behind it."""
    laid: dict[str, Detail] = {name: result.value for name, result in results.items()}
    for name, result in results.items():
        laid |= {f"{name}.{key}": detail for key, detail in result.details.items()}
    return laid
