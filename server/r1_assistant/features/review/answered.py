"""Whole answers: what was said about a change the last time, for as long as nothing differs.

A commit hook that asks again what was just answered loads no rules and no model. This module is on
its way, and imports nothing heavy.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from r1_assistant import __version__
from r1_assistant.domain.change import Change, FileChange
from r1_assistant.domain.finding import Finding, Severity, category_of
from r1_assistant.domain.generation import Urgency
from r1_assistant.features.kept_texts import KeptTexts, key_of
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import Skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The findings of a review in the order in which they were shown, and what it did."""

    findings: tuple[Finding, ...]
    stats: Stats


def answer_key(
    change: Change,
    config: ReviewConfig,
    models: Sequence[str],
    known: Mapping[str, str],
    commit: str,
) -> str:
    """Name an answer by all that it depends on.

    `models` are the digests of the models' files, `known` the findings that are not shown, and
    `commit` is what the change is made on: it stands for the rest of the repository.
    """
    own = replace(config, stages=frozenset(), urgency=Urgency.NORMAL)
    files = [part for file in change.files for part in _content(change, file)]
    names = (repr(own), repr(sorted(config.stages)), repr(sorted(known.items())))
    return key_of("answer", __version__, commit, *names, repr(tuple(models)), *files)


def keep_answer(texts: KeptTexts, key: str, answer: Answer) -> None:
    """Keep an answer, if it is complete; waits for the disk, and raises nothing."""
    if answer.stats.cut_short:
        return
    stats = {**asdict(answer.stats), "skips": [asdict(skip) for skip in answer.stats.skips]}
    findings = [asdict(finding) for finding in answer.findings]
    texts.put(key, json.dumps({"findings": findings, "stats": stats}))


def kept_answer(texts: KeptTexts, key: str) -> Answer | None:
    """Give an answer that was kept; waits for the disk, and raises nothing."""
    text = texts.get(key)
    try:
        return None if text is None else _answer(json.loads(text))
    except (ValueError, TypeError, KeyError):
        return None


def finding_of(row: Mapping[str, Any]) -> Finding:
    """Make a finding of what JSON has of it; raises ValueError, TypeError or KeyError."""
    category, severity = category_of(row["category"]), Severity(row["severity"])
    return Finding(**{**row, "category": category, "severity": severity})


def _content(change: Change, file: FileChange) -> tuple[str, ...]:
    """Give a file's texts; of a patch its hunks."""
    sides = (file.old_text, file.new_text)
    rest = "" if file.new_text is not None else repr(file.hunks)
    return (change.title, file.path, file.old_path, file.skipped, *map(repr, sides), rest)


def _answer(table: Mapping[str, Any]) -> Answer:
    row = table["stats"]
    worst = None if row["worst"] is None else Severity(row["worst"])
    skips = tuple(Skip(**skip) for skip in row["skips"])
    known = {field.name for field in fields(Stats)}
    rest = {name: value for name, value in row.items() if name in known}
    stats = Stats(**{**rest, "worst": worst, "skips": skips, "cut_short": ()})
    return Answer(tuple(map(finding_of, table["findings"])), stats)
