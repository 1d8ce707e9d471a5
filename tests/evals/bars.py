"""The numbers that the evaluation gives, and the bar that each has to reach."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A number's name, what it is, and its bar, if it has one; shares are from 0 to 1."""

    name: str
    title: str
    bar: float | None = None
    at_most: bool = False

    def passed(self, value: float) -> bool | None:
        """Whether `value` reaches the bar; None without a bar, or without a value."""
        if self.bar is None or math.isnan(value):
            return None
        return value <= self.bar if self.at_most else value >= self.bar

    def shown(self) -> str:
        """The bar as text."""
        return "" if self.bar is None else f"{'<=' if self.at_most else '>='} {self.bar:g}"


BARS = (
    Bar("clean_flagged", "clean changes flagged", 0.05, at_most=True),
    Bar("recall_slips", "slips found on the right line", 0.5),
    Bar("recall_structural", "structural defects found on the right line", 0.5),
    Bar("precision", "findings that are right"),
    Bar("f1", "F1 on all cases"),
    Bar("auc", "area under the ROC curve", 0.88),
    Bar("auc_size_only", "the same by the size of the change alone", 0.55, at_most=True),
    Bar("f1_plain", "F1 of the plain prompt, on a sample"),
    Bar("f1_ratio_to_plain", "F1, ours / plain prompt, same sample", 1.6),
    Bar("fix_exact", "found slips with the original line as fix", 0.4),
    Bar("wrong_location", "findings at a wrong line or quotation", 0, at_most=True),
    Bar("unparsable_fixes", "fixes that don't parse", 0, at_most=True),
    Bar("calibration_error", "expected error of the confidence"),
    Bar("seconds_decide_p50", "decision of a hunk, median (s)", 1.5, at_most=True),
    Bar("seconds_write_p50", "a hunk with writing, median (s)", 12, at_most=True),
    Bar("nomodel_recall_structural", "structural defects found without a model", 0.45),
    Bar("nomodel_clean_flagged", "clean changes flagged without a model", 0.03, at_most=True),
    Bar("nomodel_ms", "a hunk without a model, median (ms)", 50, at_most=True),
    Bar("injection_unchanged", "reviews that texts in the code leave unchanged", 0.95),
    Bar("cached_hook_s", "commit hook answered from the cache (s)", 0.3, at_most=True),
)


def table(numbers: Mapping[str, float], notes: Mapping[str, str]) -> str:
    """Give a line for each number that was measured, with its bar and a note."""
    return "\n".join(
        f"{bar.name:<26} {numbers[bar.name]:>8.3f}  {bar.shown():<8} "
        f"{_verdict(bar, numbers[bar.name]):<7} {notes.get(bar.name, ''):<26} {bar.title}"
        for bar in BARS
        if bar.name in numbers
    )


def _verdict(bar: Bar, value: float) -> str:
    return {None: "", True: "ok", False: "MISSED"}[bar.passed(value)]
