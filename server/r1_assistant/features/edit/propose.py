"""A change of code on request: asked for, checked by rule, and asked for once more if need be.

**Invariant:** a proposal touches nothing outside of its range, parses at least as well as what was
there, and differs from it.
"""

from collections.abc import Callable
from dataclasses import replace

from r1_assistant.context.syntax import parse
from r1_assistant.domain.generation import (
    GenerationControl,
    GenerationRequest,
    Message,
    ModelInfo,
    Role,
    Urgency,
)
from r1_assistant.engine.protocol import Engine
from r1_assistant.engine.reasoning import sampling_for
from r1_assistant.features.answers import goes_round, whole_answer
from r1_assistant.features.complete.complete import CompletionConfig, complete
from r1_assistant.features.complete.cursor import CompletionRequest
from r1_assistant.features.edit import doc, fix, new_tests, simplify
from r1_assistant.features.edit.checks import fault
from r1_assistant.features.edit.target import (
    EditConfig,
    EditKind,
    Plan,
    Proposal,
    Refusal,
    Target,
)
from r1_assistant.features.instructions import as_section, fitted
from r1_assistant.prompting.catalog import load
from r1_assistant.prompting.render import render

SLOT = "edit"
_ATTEMPTS = 2
_COMPLETION_TOKENS = 256

_PLANS: dict[EditKind, Callable[[Target], Plan | Refusal]] = {
    EditKind.DOC_COMMENT: doc.plan,
    EditKind.TESTS: new_tests.plan,
    EditKind.SIMPLIFY: simplify.plan,
    EditKind.FIX_PROBLEM: fix.plan,
}


async def propose(
    kind: EditKind,
    target: Target,
    engine: Engine,
    config: EditConfig,
    control: GenerationControl | None = None,
) -> Proposal | Refusal:
    """Have a model change code; raises EngineError."""
    if kind is EditKind.COMPLETE_HERE:
        return await _complete_here(target, engine, config)
    plan = _PLANS[kind](target)
    if isinstance(plan, Refusal):
        return plan
    size = await engine.count_tokens(plan.code)
    if size > config.code_tokens:
        return Refusal(f"This code is too long to change at once: {size} tokens, not more than "
                       f"{config.code_tokens}.")  # fmt: skip
    request = _request(plan, size, await fitted(config.instructions, engine), config,
                       await engine.info())  # fmt: skip
    return await _attempts(plan, request, engine, control)


async def _attempts(
    plan: Plan, request: GenerationRequest, engine: Engine, control: GenerationControl | None
) -> Proposal | Refusal:
    wrong = ""
    for _ in range(_ATTEMPTS):
        answer, ended = await whole_answer(request, engine, control, goes_round)
        found = plan.accept(answer) if ended or plan.prose else "it does not come to an end"
        if isinstance(found, Proposal):
            return found
        wrong = found
        request = _again(request, answer if ended else "", wrong)
    return Refusal(f"R1 found no change that can be used: in what it wrote, {wrong}.")


def _request(
    plan: Plan, size: int, instructions: str, config: EditConfig, info: ModelInfo
) -> GenerationRequest:
    template = load(plan.task)
    thought = config.reasoning_tokens
    wanted = template.reasoning_tokens if thought is None else thought
    values = {"instructions": as_section(instructions), **plan.values}
    return GenerationRequest(
        messages=render(template, values),
        max_tokens=template.max_tokens + (0 if plan.prose else 2 * size),
        reasoning_tokens=wanted if info.reasoning else 0,
        sampling=sampling_for(info, config.seed),
        urgency=Urgency.INTERACTIVE,
        slot=SLOT,
        speculate=True,
    )


def _again(request: GenerationRequest, answer: str, wrong: str) -> GenerationRequest:
    """Say why an answer cannot be used, and draw another one.

    The answer itself is part of the conversation, unless it had no end: that invites to go on.
    """
    (turn,) = render(load("again"), {"wrong": wrong})
    sampling = request.sampling
    *before, last = request.messages
    asked = replace(last, content=f"{last.content}\n\n{turn.content}")
    said = (*request.messages, Message(Role.ASSISTANT, answer), turn)
    return replace(
        request,
        messages=said if answer else (*before, asked),
        sampling=replace(sampling, seed=sampling.seed + 1),
    )


async def _complete_here(target: Target, engine: Engine, config: EditConfig) -> Proposal | Refusal:
    request = CompletionRequest(
        target.path,
        target.language,
        target.text,
        target.start,
        parse(target.text, target.language),
    )
    bounds = CompletionConfig(max_tokens=_COMPLETION_TOKENS, multi_line=True, seed=config.seed)
    found = await complete(request, bounds, engine)
    if found is None:
        return Refusal("R1 has nothing to suggest here.")
    at = found.offset
    wrong = fault(target, at, at, found.text, target.language)
    if wrong:
        return Refusal(f"R1 found nothing to suggest that can be used: {wrong}.")
    return Proposal(target.path, at, at, found.text)
