"""The evaluation as a page of its own: no scripts, nothing loaded from elsewhere."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals import curves, hunks, metrics, plots
from evals.bars import BARS
from evals.intervals import Estimate
from evals.outcome import ABLATED, Numbers, Outcome, ablated, groups
from evals.reviewing import Result

TEMPLATE = Path(__file__).parent / "report.html"
BINS = 20
LISTED = 60
"""Missed and false alarms that are shown of each; a page of all would be tens of megabytes."""
DIFF_LINES = 80
CLEAN_TOP = 0.2
"""Where bars of clean cases flagged end; a twentieth is what is allowed."""

Table = Mapping[str, Mapping[str, Estimate]]


def page(outcome: Outcome, numbers: Numbers, origin: str) -> str:
    """Give the page; `origin` says in a sentence what was measured with what."""
    import jinja2
    from markupsafe import Markup

    tables = groups(outcome)
    languages = tables["language"]
    defects = [result.case.kind for result in outcome.decided if result.planted]
    clean = [result.case.kind for result in outcome.decided if not result.planted]
    pictures = {
        "roc": _roc(outcome),
        "precision_recall": _precision_recall(outcome),
        "scores": _scores(outcome.decided),
        "calibration": _calibration(outcome.decided),
        "kinds": _shares(tables["kind"], "line", defects),
        "clean_kinds": _shares(tables["kind"], "clean_flagged", clean, "two", CLEAN_TOP),
        "languages": _shares(languages, "line", languages, label=90),
        "clean_languages": _shares(languages, "clean_flagged", languages, "two", CLEAN_TOP, 90),
    }
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        origin=origin,
        bars=list(_bars(numbers)),
        ablation=_ablation(outcome),
        seconds=Markup(_seconds(numbers)),
        lists=_lists(outcome.decided),
        **{name: Markup(picture) for name, picture in pictures.items()},
    )


def _bars(numbers: Numbers) -> Iterator[dict[str, str]]:
    for bar in BARS:
        if bar.name in numbers:
            value = numbers[bar.name]
            low, high, n = (numbers.get(f"{bar.name}.{end}") for end in ("low", "high", "n"))
            yield {
                "name": bar.name,
                "title": bar.title,
                "value": _shown(value),
                "interval": "" if low is None or high is None else f"{low:.2f} - {high:.2f}",
                "n": "" if n is None else f"{n:.0f}",
                "bar": bar.shown(),
                "verdict": {None: "", True: "ok", False: "missed"}[bar.passed(value)],
            }


def _roc(outcome: Outcome) -> str:
    series = [plots.Series("review", curves.roc(outcome.decided), "one")]
    series.append(plots.Series("chance", [(0, 0), (1, 1)], "three"))
    shown = [curves.at_threshold(outcome.decided)]
    series.append(plots.Series("as shown", shown, "one", joined=False))
    if outcome.plain:
        there = [curves.at_threshold(outcome.plain)]
        series.append(plots.Series("plain prompt", there, "two", joined=False))
    if outcome.rules:
        there = [curves.at_threshold(outcome.rules)]
        series.append(plots.Series("without a model", there, "three", joined=False))
    return plots.chart(series, "clean cases flagged", "planted cases flagged")


def _precision_recall(outcome: Outcome) -> str:
    series = [plots.Series("review", curves.precision_recall(outcome.decided), "one")]
    ways = [("as shown", outcome.decided, "one"), ("plain prompt", outcome.plain, "two")]
    for name, results, style in [*ways, ("without a model", outcome.rules, "three")]:
        if results:
            shares = metrics.shares(results)
            there = [(shares["recall"].value, shares["precision"].value)]
            known = [point for point in there if not math.isnan(sum(point))]
            series.append(plots.Series(name, known, style, joined=False))
    return plots.chart(series, "recall", "precision")


def _scores(results: Sequence[Result]) -> str:
    planted = [result.reviewed.score for result in results if result.planted]
    clean = [result.reviewed.score for result in results if not result.planted]
    both = [("planted", "one", planted), ("clean", "two", clean)]
    return plots.histogram(both, BINS, "confidence")


def _calibration(results: Sequence[Result]) -> str:
    _, bins = metrics.calibration(results)
    points = [(each.confidence, each.right) for each in bins]
    series = [
        plots.Series("ideal", [(0, 0), (1, 1)], "three"),
        plots.Series("measured", points, "one"),
        plots.Series("", points, "one", joined=False),
    ]
    counts = ", ".join(f"{each.confidence:.2f}: {each.count}" for each in bins)
    return plots.chart(series, "confidence", "right") + f'<p class="dim">Candidates: {counts}</p>'


def _shares(
    table: Table,
    key: str,
    names: Iterable[str],
    style: str = "one",
    top: float = 1.0,
    label: int = 170,
) -> str:
    known = {name: table[name][key] for name in set(names) if table[name][key].n}
    ranked = sorted(known.items(), key=lambda item: (-item[1].value, item[0]))
    rows = [
        plots.Row(name, each.value, each.low, each.high, f"of {each.n:.0f}", style)
        for name, each in ranked
    ]
    return plots.bars(rows, top, label)


def _ablation(outcome: Outcome) -> list[dict[str, Any]]:
    names = [*ABLATED, "auc"]
    rows = []
    for name, results in outcome.ablated.items():
        values = ablated(results)
        rows.append(
            {
                "name": name,
                "count": len(results),
                "names": names,
                "shown": [_shown(values[each]) for each in names],
            }
        )
    return rows


def _seconds(numbers: Numbers) -> str:
    ways = {
        "decision": "seconds_decide",
        "with writing": "seconds_write",
        "plain prompt": "seconds_plain",
    }
    rows = "".join(
        f'<tr><td>{title}</td><td class="n">{_shown(numbers[f"{name}_p50"])}</td>'
        f'<td class="n">{_shown(numbers[f"{name}_p90"])}</td></tr>'
        for title, name in ways.items()
        if f"{name}_p50" in numbers
    )
    if "nomodel_ms" in numbers:
        values = (numbers[name] / 1000 for name in ("nomodel_ms", "nomodel_ms_p90"))
        cells = "".join(f'<td class="n">{_shown(each)}</td>' for each in values)
        rows += f"<tr><td>without a model</td>{cells}</tr>"
    head = '<tr><th></th><th class="n">median</th><th class="n">90 %</th></tr>'
    return f"<table>{head}{rows}</table>"


def _lists(results: Sequence[Result]) -> list[dict[str, Any]]:
    missed = [each for each in results if each.planted and not metrics.on_line(each)]
    alarms = [each for each in results if not each.planted and each.flagged]
    return [
        _list("Missed", missed, "Defects without a finding on their line.", _why_missed),
        _list("False alarms", alarms, "Clean changes with a finding.", _why_flagged),
    ]


def _list(
    title: str, results: Sequence[Result], note: str, why: Callable[[Result], str]
) -> dict[str, Any]:
    ranked = sorted(results, key=lambda each: (-each.reviewed.score, each.case.id))
    shown = ranked[:LISTED]
    more = f" The {LISTED} with the highest confidence are shown." if len(ranked) > LISTED else ""
    entries = [_entry(each, why(each)) for each in shown]
    return {"title": title, "count": len(ranked), "note": note + more, "entries": entries}


def _why_missed(result: Result) -> str:
    reviewed = result.reviewed
    if reviewed.skipped:
        return f"skipped: {reviewed.skipped}"
    if reviewed.findings:
        return "found elsewhere"
    where = f" on line {reviewed.place}" if reviewed.place else ""
    return f"confidence {reviewed.score:.2f}{where}"


def _why_flagged(result: Result) -> str:
    return f"confidence {result.reviewed.score:.2f}"


def _entry(result: Result, note: str) -> dict[str, Any]:
    case = result.case
    findings = [
        {
            "line": each.line,
            "confidence": f"{each.confidence:.2f}",
            "message": each.message,
            "fix": (each.fix or "").strip(),
        }
        for each in result.reviewed.findings
    ]
    lines = list(hunks.diff(case))
    shown = [_line(text, case.lines) for text in lines[:DIFF_LINES]]
    if len(lines) > DIFF_LINES:
        shown.append({"text": f"  … {len(lines) - DIFF_LINES} more", "style": ""})
    known = {"kind": case.kind, "package": case.package, "path": case.path}
    return known | {"note": note, "findings": findings, "diff": shown}


def _line(text: str, planted: Sequence[int]) -> dict[str, str]:
    style = {"+": "add", "-": "del"}.get(text[0], "")
    number = text[2:7].strip()
    mark = " mark" if number.isdigit() and int(number) in planted else ""
    return {"text": text, "style": style + mark}


def _shown(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3g}" if value < 100 else f"{value:.0f}"
