"""The review of one hunk.

What evidence has found is a finding whatever the model thinks of it; the model words it. A model
that reasons may add opinions of its own. Nobody has measured yet what they are worth, so they are
no more than information. All that a model says is parsed, and verified by rule.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from r1_assistant.context.contexts import Plan, Reason, Snippet
from r1_assistant.context.contexts.shown import shown
from r1_assistant.context.facts import Workspace
from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.domain.generation import Finished, GenerationRequest, ModelInfo, Part
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.ask import (
    fix_request,
    instructions,
    open_request,
    remark_request,
)
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.evidence import Evidence, still_shows
from r1_assistant.features.review.parse import parse_claims, parse_code
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.show import new_side, old_side
from r1_assistant.features.review.suspicions import suspicions
from r1_assistant.features.review.tally import Tally
from r1_assistant.features.review.verify import UNSUPPORTED, checked_fix, checked_message, verify
from r1_assistant.features.tokens import TokenCounts, fit


@dataclass(frozen=True, slots=True)
class HunkWork:
    """What the review of a hunk needs; `pace` is told the tokens per second as they come."""

    piece: Piece
    engine: Engine
    info: ModelInfo
    config: ReviewConfig
    tally: Tally
    pace: Callable[[float], None]
    clock: Callable[[], float]
    change: Change
    workspace: Workspace
    counts: TokenCounts


async def review_hunk(work: HunkWork) -> list[Finding]:
    """Review a hunk; raises EngineError, and ContextTooLong if the hunk alone is too long."""
    context = await _context(work)
    hints = await suspicions(work.piece, context, work.engine, work.config.max_per_hunk)
    sure = [hint for hint in hints if hint.weight >= work.config.min_confidence]
    work.tally.drop("not sure enough", len(hints) - len(sure))
    opines = work.config.opines(work.info)
    if opines or sure:
        work = replace(work, piece=replace(work.piece, related=await _related(work)))
    opinions = await _opinions(work, context, hints) if opines else []
    worded = {opinion.line for opinion in opinions}
    rest = [hint for hint in sure if hint.line.new_number not in worded]
    return [*opinions, *[await _remark(work, context, hint) for hint in rest]]


async def _related(work: HunkWork) -> str:
    """Collect what the hunk's code uses, who uses it, and what else is changed with it."""
    plan = await asyncio.to_thread(_plan, work)
    budget = work.config.hunk_tokens + work.config.related_tokens
    context = await fit(plan, budget, work.engine, work.counts)
    shown_anyway = (Reason.SUBJECT, Reason.OLD_SIDE)
    others = [one for one in context.snippets if one.reason not in shown_anyway]
    return shown(_best(others, work.config.related_tokens))


def _plan(work: HunkWork) -> Plan:
    from r1_assistant.context.contexts import (
        plan_hunk,  # late, in a thread: a server starts without
    )

    return plan_hunk(work.piece.file, work.piece.hunk, work.change, work.workspace)


def _best(snippets: Sequence[Snippet], budget: int) -> list[Snippet]:
    """Keep the best snippets within a budget of tokens, in their order."""
    kept = []
    for one in sorted(snippets, key=lambda one: -one.score):
        if one.tokens <= budget:
            budget -= one.tokens
            kept.append(one)
    return [one for one in snippets if one in kept]


async def _context(work: HunkWork) -> int:
    """Choose how many lines around a hunk are shown: as many as its budget of tokens allows."""
    context = work.config.context_lines
    while context:
        text = f"{old_side(work.piece)}\n{new_side(work.piece, context)}"
        if await work.engine.count_tokens(text) <= work.config.hunk_tokens:
            break
        context //= 2
    return context


async def _remark(work: HunkWork, context: int, hint: Evidence) -> Finding:
    """Have the model word what evidence has found, and propose a fix."""
    request = remark_request(work.piece, context, hint, work.config, work.info)
    answer, reasoning = await _ask(request, work)
    words, problem = checked_message(answer, hint.line.text, instructions(request))
    work.tally.drop(problem, 1 if problem else 0)
    fix = await _fix(work, request, answer, hint)
    advice = hint.remedy if fix is None else ""
    line = hint.line.new_number or 0
    return Finding(
        path=work.piece.file.path,
        line=line,
        end_line=line,
        severity=hint.severity,
        category=hint.category,
        confidence=hint.weight,
        message=" ".join(filter(None, (f"This line {hint.suspicion}.", words, advice))),
        quote=hint.line.text.strip(),
        fix=fix,
        reasoning=reasoning or f"{hint.basis}\nAsked: {hint.question}\nAnswer: {answer.strip()}",
        basis=hint.basis,
    )


async def _fix(work: HunkWork, asked: GenerationRequest, answer: str, hint: Evidence) -> str | None:
    """Propose a fix: what the model expected there, or what it writes when asked."""
    proposal = hint.alternative
    if hint.fixable and not proposal:
        written, _ = await _ask(fix_request(asked, answer, work.piece, hint), work)
        proposal = parse_code(written)
    # parsing a file takes a while
    fix = await asyncio.to_thread(checked_fix, proposal, hint.line, work.piece)
    return None if fix is None or still_shows(hint.line, fix, work.piece) else fix


async def _opinions(work: HunkWork, context: int, hints: tuple[Evidence, ...]) -> list[Finding]:
    """Have the model say what it sees, with the evidence as a hint."""
    request = open_request(work.piece, context, hints, work.config, work.info)
    answer, reasoning = await _ask(request, work)
    claims, problems = parse_claims(answer)
    for problem in problems:
        work.tally.drop(problem)
    supports = {hint.line.new_number: hint for hint in hints}
    said = instructions(request)
    findings = []
    for claim in claims:
        found = await asyncio.to_thread(
            verify, claim, work.piece, instructions=said, reasoning=reasoning
        )
        if isinstance(found, str):
            work.tally.drop(found)
        else:
            findings.append(_weighed(found, supports.get(found.line)))
    return findings


def _weighed(opinion: Finding, support: Evidence | None) -> Finding:
    if support is None:
        return replace(opinion, severity=Severity.INFO, confidence=UNSUPPORTED)
    return replace(
        opinion, severity=support.severity, confidence=support.weight, basis=support.basis
    )


async def _ask(request: GenerationRequest, work: HunkWork) -> tuple[str, str]:
    """Generate; returns the answer and the thought."""
    texts = {Part.ANSWER: "", Part.REASONING: ""}
    begun, pieces = 0.0, 0
    async for event in work.engine.generate(request):
        if isinstance(event, Finished):
            work.tally.add_costs(event)
            continue
        texts[event.part] += event.text
        now = work.clock()
        begun = begun or now
        pieces += 1
        if now > begun:
            work.pace((pieces - 1) / (now - begun))
    return texts[Part.ANSWER], texts[Part.REASONING].strip()
