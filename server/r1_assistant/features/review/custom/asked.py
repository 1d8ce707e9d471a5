"""The rules in plain language, checked by the writing model hunk by hunk.

What is likely broken is worded by the model; its words are verified by rule, and line and quotation
come from the change.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from r1_assistant import __version__
from r1_assistant.config.team.folders import FILE
from r1_assistant.config.team.holding import Team
from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import ContextTooLong, ScoringUnsupported
from r1_assistant.domain.finding import Finding
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.features.kept_texts import key_of
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.custom import judge
from r1_assistant.features.review.custom.checks import Check, checks_for
from r1_assistant.features.review.custom.measured import worth_of
from r1_assistant.features.review.custom.words import (
    as_information,
    checked_words,
    rule_finding,
    rule_request,
    worded,
)
from r1_assistant.features.review.kept import KeptReviews, content_of
from r1_assistant.features.review.select import Piece, select
from r1_assistant.features.review.skip import Skip
from r1_assistant.features.review.tally import Tally
from r1_assistant.features.review.words import ask
from r1_assistant.features.review.work import Writer
from r1_assistant.prompting.catalog import load

MOST_CHECKS = 200
"""Rules times hunks that one review asks about."""
NO_MODEL = "not checked against rules in plain language: no model is asked"
TOO_MANY = f"not checked against all rules in plain language: more than {MOST_CHECKS} checks"
NO_SCORES = "not checked against rules in plain language: this model gives no likelihoods"

Asked = tuple[Piece, tuple[Check, ...]]


@dataclass(frozen=True, slots=True)
class Asking:
    """What checking takes; `notes` gives the repository's notes about a file, as they fit."""

    config: ReviewConfig
    writer: Callable[[str, int, int], Writer]
    tally: Tally
    kept: KeptReviews | None
    notes: Callable[[str], str]


def to_ask(change: Change, config: ReviewConfig) -> list[Asked]:
    """Give the hunks with new code that rules in plain language are about. For a thread."""
    if not any(not rule.pattern for file in config.team.files for rule in file.rules):
        return []
    pieces = select(change, config, equivalence=False).pieces
    asked = [
        (piece, _plain_rules(piece, config.team)) for piece in pieces if _says_something(piece)
    ]
    return [(piece, checks) for piece, checks in asked if checks]


def unasked(asked: Sequence[Asked], reason: str) -> list[Skip]:
    """Say which hunks are not checked, and why."""
    return [Skip(piece.file.path, piece.hunk.new_start, reason) for piece, _ in asked]


async def rule_findings(asked: Sequence[Asked], work: Asking) -> AsyncIterator[list[Finding]]:
    """Check the rules, and give what breaks them, hunk by hunk. Raises EngineError."""
    left = MOST_CHECKS
    for at, (piece, checks) in enumerate(asked):
        if len(checks) > left:
            work.tally.skips.extend(unasked(asked[at:], TOO_MANY))
            return
        left -= len(checks)
        try:
            yield await _of_piece(piece, checks, work, work.writer(piece.file.path, at, len(asked)))
        except ScoringUnsupported:
            work.tally.skips.extend(unasked(asked[at:], NO_SCORES))
            return


async def _of_piece(
    piece: Piece, checks: Sequence[Check], work: Asking, writer: Writer
) -> list[Finding]:
    found: list[Finding] = []
    for check in checks:
        try:
            found += await _kept_or_checked(piece, check, work, writer)
        except ContextTooLong:
            work.tally.drop("too long for the model's context")
        work.tally.checks += 1
    return found


async def _kept_or_checked(
    piece: Piece, check: Check, work: Asking, writer: Writer
) -> list[Finding]:
    """Give what was said about the same before, or have it said."""
    config = replace(work.config, instructions=work.notes(piece.file.path), team=Team())
    if work.kept is None:
        return await _checked(piece, check, config, work.tally, writer)
    key = _key(piece, check, config, writer.info)
    return await work.kept.findings(
        piece, key, lambda: _checked(piece, check, config, work.tally, writer)
    )


async def _checked(
    piece: Piece, check: Check, config: ReviewConfig, tally: Tally, writer: Writer
) -> list[Finding]:
    verdict = await judge.judged(piece, check.rule, writer.engine)
    worth = worth_of(writer.info.id)
    sure = 0.0 if verdict is None else worth.confidence(verdict)
    if verdict is None or sure < worth.threshold:
        return []
    request = rule_request(piece, judge.CONTEXT, check, verdict.line, config, writer.info)
    answer, thought = await ask(request, writer, tally)
    words = checked_words(answer, request, piece, check, verdict.line)
    tally.drop("words about a rule that don't stand", 0 if words else 1)
    finding = worded(rule_finding(piece, check, verdict.line, sure), words, thought)
    return [finding if sure >= worth.sure else as_information(finding)]


def _says_something(piece: Piece) -> bool:
    """Tell whether there is anything new; the rules themselves are no example of theirs."""
    return bool(piece.subjects) and PurePosixPath(piece.file.path).name != FILE


def _plain_rules(piece: Piece, team: Team) -> tuple[Check, ...]:
    checks = checks_for(piece.file.path, piece.language, team)
    return tuple(check for check in checks if not check.rule.pattern)


def _key(piece: Piece, check: Check, config: ReviewConfig, model: ModelInfo) -> str:
    prompts = [load(name).digest for name in (*judge.PROMPTS, "rule")]
    settings = repr((config.seed, config.reasoning_tokens, config.instructions))
    worth = repr(worth_of(model.id))
    own = (repr(check.rule), check.severity.value, check.category.value)
    return key_of(
        "rule", __version__, model.digest, *prompts, worth, settings, *own, *content_of(piece)
    )
