"""An explanation of settings in words, for people: pure."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from r1_assistant import app
from r1_assistant.features.formats.safe import printable

_WIDTH = 100


def lines_of(explanation: app.Explanation) -> Iterator[str]:
    """Write everything down, part by part; control characters are made visible."""
    for part in (_head, _settings, _severities, _rules, _instructions, _problems):
        yield from map(printable, part(explanation))


def _head(one: app.Explanation) -> Iterator[str]:
    language = f" ({one.language})" if one.language else ""
    if one.why_not:
        by = f", by {one.by}" if one.by else ""
        yield f"{one.path}{language} would not be reviewed: {one.why_not}{by}."
    else:
        yield f"{one.path}{language} would be reviewed."


def _settings(one: app.Explanation) -> Iterator[str]:
    rows = [(each.key, _value(each.value), str(each.place)) for each in one.settings]
    yield from _table("Settings", rows)


def _severities(one: app.Explanation) -> Iterator[str]:
    rows = []
    for each in one.severities:
        over = ", ".join(f"{level} in {place}" for level, place in each.over)
        rows.append((each.name, each.level, f"{each.place}{f', over {over}' if over else ''}"))
    yield from _table("Severities", rows)


def _rules(one: app.Explanation) -> Iterator[str]:
    if one.rules:
        yield from ("", "Rules")
    for rule in one.rules:
        what = f"{rule.severity}, {rule.category}, checked by {rule.by}"
        yield f"  rule:{rule.name} ({what}) · {rule.place}"
        yield from _indented(rule.text)


def _instructions(one: app.Explanation) -> Iterator[str]:
    if one.instructions:
        yield from ("", "What the model that writes is told")
    for each in one.instructions:
        yield f"  {each.place}"
        yield from _indented(each.text)


def _problems(one: app.Explanation) -> Iterator[str]:
    if one.problems:
        yield from ("", "Problems")
    yield from (f"  {problem}" for problem in one.problems)


def _table(title: str, rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    if not rows:
        return
    first, second = (max(len(row[at]) for row in rows) for at in (0, 1))
    yield from ("", title)
    yield from (f"  {a:<{first}}  {b:<{min(second, 40)}}  {c}" for a, b, c in rows)


def _indented(text: str) -> Iterator[str]:
    for line in text.strip().splitlines():
        yield from (f"    {row}" for row in textwrap.wrap(line, _WIDTH - 4) or [""])


def _value(value: Any) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
