"""The review of one hunk.

What evidence has found is a finding whatever the model thinks of it; the model words it. A model
that reasons may add opinions of its own, which are no more than information until somebody has
measured what they are worth. All that a model says is parsed, and verified by rule.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from r1_assistant.context.contexts import Plan, Reason, Snippet
from r1_assistant.context.contexts.shown import shown
from r1_assistant.domain.errors import ContextTooLong, OutOfTime
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.kept import words_key
from r1_assistant.features.review.opinions import opinions
from r1_assistant.features.review.show import new_side, old_side
from r1_assistant.features.review.trust import UNMEASURED_ALONE
from r1_assistant.features.review.words import plain, remark
from r1_assistant.features.review.work import HunkWork, Writer
from r1_assistant.features.tokens import fit


async def findings_of(work: HunkWork, sure: Sequence[Candidate]) -> list[Finding]:
    """Make findings of what is sure, and of a model's opinions. Raises EngineError.

    A hunk that is too long for the model's context has the rules' own words, and so has one that
    there is no time for.
    """
    if work.writer is None:
        return [await plain(work, each) for each in sure]
    try:
        return await _kept_or_written(work, work.writer, sure)
    except OutOfTime:
        work.tally.cut("in the rules' own words" if sure else "without the model's own view")
        return [await plain(work, each) for each in sure]
    except ContextTooLong:
        work.tally.drop("too long for the model's context")
        return [await plain(work, each) for each in sure]


async def _kept_or_written(
    work: HunkWork, writer: Writer, sure: Sequence[Candidate]
) -> list[Finding]:
    """Give what was said about the same before, or have it said."""
    plan = await asyncio.to_thread(_plan, work)
    kept = work.grounds.kept
    if kept is None:
        return await _written(work, writer, plan, sure)
    key = words_key(work.piece, sure, plan.texts, work.config, writer.info)
    return await kept.findings(work.piece, key, lambda: _written(work, writer, plan, sure))


async def _written(
    work: HunkWork, writer: Writer, plan: Plan, sure: Sequence[Candidate]
) -> list[Finding]:
    context = await _context(work, writer)
    related = await _related(work, writer, plan)
    work = replace(work, piece=replace(work.piece, related=related))
    said: list[Finding] = []
    if work.opines:
        said, rest = await opinions(work, writer, context, sure)
        said = [each for each in said if each.confidence >= work.bound or is_information(each)]
        sure = [each for each in rest if each.confidence >= work.bound]
    return [*said, *[await remark(work, writer, context, each) for each in sure]]


def is_information(opinion: Finding) -> bool:
    """Tell whether it is what a model that nobody has measured says again and again."""
    return opinion.severity is Severity.INFO and opinion.confidence >= UNMEASURED_ALONE


async def _related(work: HunkWork, writer: Writer, plan: Plan) -> str:
    """Collect what the hunk's code uses, who uses it, and what else is changed with it."""
    budget = work.config.hunk_tokens + work.config.related_tokens
    context = await fit(plan, budget, writer.engine, writer.counts)
    shown_anyway = (Reason.SUBJECT, Reason.OLD_SIDE)
    others = [one for one in context.snippets if one.reason not in shown_anyway]
    return shown(_best(others, work.config.related_tokens))


def _plan(work: HunkWork) -> Plan:
    from r1_assistant.context.contexts import (
        plan_hunk,  # late, in a thread: a server starts without
    )

    grounds = work.grounds
    return plan_hunk(work.piece.file, work.piece.hunk, grounds.change, grounds.workspace)


def _best(snippets: Sequence[Snippet], budget: int) -> list[Snippet]:
    """Keep the best snippets within a budget of tokens, in their order."""
    kept = []
    for one in sorted(snippets, key=lambda one: -one.score):
        if one.tokens <= budget:
            budget -= one.tokens
            kept.append(one)
    return [one for one in snippets if one in kept]


async def _context(work: HunkWork, writer: Writer) -> int:
    """Choose how many lines around a hunk are shown: as many as its budget of tokens allows."""
    context = work.config.context_lines
    while context:
        text = f"{old_side(work.piece)}\n{new_side(work.piece, context)}"
        if await writer.engine.count_tokens(text) <= work.config.hunk_tokens:
            break
        context //= 2
    return context
