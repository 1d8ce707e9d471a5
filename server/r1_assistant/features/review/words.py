"""What a finding says: the rule's own sentence, what a model adds to it, and advice."""

import asyncio
from collections import Counter
from dataclasses import replace

from r1_assistant.domain.finding import Finding
from r1_assistant.domain.generation import Finished, GenerationRequest, Part
from r1_assistant.features.review.ask import fix_request, instructions, remark_request
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.config import Stage
from r1_assistant.features.review.fixes import checked_replacement, still_there
from r1_assistant.features.review.parse import parse_code
from r1_assistant.features.review.tally import Tally
from r1_assistant.features.review.verify import checked_fix, checked_message
from r1_assistant.features.review.work import HunkWork, Writer


async def plain(work: HunkWork, candidate: Candidate) -> Finding:
    """Say what evidence has found, without a model. Takes a thread, as it parses."""
    fix = await asyncio.to_thread(_known_fix, work, candidate)
    return _finding(work, candidate, "", fix, candidate.basis)


async def remark(work: HunkWork, writer: Writer, context: int, candidate: Candidate) -> Finding:
    """Have the model word what evidence has found, and propose a fix. Raises EngineError."""
    request = remark_request(work.piece, context, candidate, work.config, writer.info)
    answer, words, thought = await _agreed(work, writer, request, candidate)
    fix = await asyncio.to_thread(_known_fix, work, candidate)
    if fix is None and candidate.fixable:
        fix = await _written_fix(work, writer, request, answer, candidate)
    reasoning = thought or (
        f"{candidate.basis}\nAsked: {candidate.question}\nAnswer: {answer.strip()}"
    )
    return _finding(work, candidate, words, fix, reasoning)


async def ask(request: GenerationRequest, writer: Writer, tally: Tally) -> tuple[str, str]:
    """Generate; returns the answer and the thought. Raises EngineError."""
    texts = {Part.ANSWER: "", Part.REASONING: ""}
    begun, pieces = 0.0, 0
    async for event in writer.engine.generate(request):
        if isinstance(event, Finished):
            tally.add_costs(event)
            continue
        texts[event.part] += event.text
        now = writer.clock()
        begun = begun or now
        pieces += 1
        if now > begun:
            writer.pace((pieces - 1) / (now - begun))
    return texts[Part.ANSWER], texts[Part.REASONING].strip()


async def _agreed(
    work: HunkWork, writer: Writer, request: GenerationRequest, candidate: Candidate
) -> tuple[str, str, str]:
    """Ask as often as the effort says; returns the answer that agrees most with the others.

    A model that doesn't draw its words says the same each time, and is asked once.
    """
    runs = work.config.runs if request.sampling.temperature else 1
    said: list[tuple[str, str, str]] = []
    for run in range(runs):
        sampling = replace(request.sampling, seed=request.sampling.seed + run)
        answer, thought = await ask(replace(request, sampling=sampling), writer, work.tally)
        words, problem = checked_message(answer, candidate.line.text, instructions(request))
        work.tally.drop(problem, 1 if problem else 0)
        said.append((answer, words, thought))
    return max(said, key=lambda one: _agreement(one[1], [each[1] for each in said]))


def _agreement(words: str, others: list[str]) -> int:
    """Count the words that an answer shares with the others."""
    if not words:
        return -1
    counts = Counter(word for other in others for word in set(other.lower().split()))
    return sum(counts[word] - 1 for word in set(words.lower().split()))


def _known_fix(work: HunkWork, candidate: Candidate) -> str | None:
    """Check the fix that came with the evidence; None if there is none, or it does not stand."""
    if candidate.fix is None:
        return None
    last = candidate.end_line or candidate.number
    return _verified(
        work, candidate, checked_replacement(candidate.fix, candidate.number, last, work.piece)
    )


async def _written_fix(
    work: HunkWork, writer: Writer, asked: GenerationRequest, answer: str, candidate: Candidate
) -> str | None:
    """Ask for the corrected line."""
    request = fix_request(asked, answer, work.piece, candidate)
    written, _ = await ask(request, writer, work.tally)
    proposal = parse_code(written)
    fix = await asyncio.to_thread(checked_fix, proposal, candidate.line, work.piece)
    return await asyncio.to_thread(_verified, work, replace(candidate, end_line=0), fix)


def _verified(work: HunkWork, candidate: Candidate, fix: str | None) -> str | None:
    """Drop a fix after which the evidence still stands."""
    if fix is None or Stage.VERIFICATION not in work.config.stages:
        return fix
    return None if still_there(candidate, fix, work.piece, work.grounds) else fix


def _finding(
    work: HunkWork, candidate: Candidate, words: str, fix: str | None, reasoning: str
) -> Finding:
    advice = candidate.remedy if fix is None else ""
    last = candidate.end_line if fix is not None and candidate.end_line else candidate.number
    sentences = (f"This line {candidate.suspicion}.", words, advice)
    return Finding(
        path=work.piece.file.path,
        line=candidate.number,
        end_line=last,
        severity=candidate.severity,
        category=candidate.category,
        confidence=candidate.confidence,
        message=" ".join(filter(None, sentences)),
        quote=candidate.line.text.strip(),
        fix=fix,
        reasoning=reasoning,
        basis=candidate.basis,
        kind=candidate.kind,
    )
