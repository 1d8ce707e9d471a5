"""What a model is asked for a suggestion. Pure."""

from dataclasses import dataclass

from r1_assistant.context.contexts.shown import by_file, shown
from r1_assistant.context.languages import Language
from r1_assistant.domain.generation import GenerationRequest, ModelInfo, Urgency
from r1_assistant.engine.reasoning import sampling_for
from r1_assistant.features.complete.cursor import Surroundings
from r1_assistant.features.complete.filters import FIM_MARKS
from r1_assistant.prompting.catalog import load
from r1_assistant.prompting.render import Data, Value, render, without_special_tokens

SLOT = "completion"
_FENCE_TOKENS = 24
"""What a chat model spends on the fence around its answer and on repeating the cursor's line."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How long a suggestion may become, and by which seed it is sampled."""

    multi_line: bool
    max_tokens: int
    seed: int = 0


def completion_request(
    around: Surroundings, language: Language, info: ModelInfo, wanted: Wanted
) -> GenerationRequest:
    """Ask for what comes at the cursor: between two texts if the model can, else in words."""
    if info.fill_in_the_middle:
        return GenerationRequest(
            raw_prompt=_between(around, language),
            stop=FIM_MARKS if wanted.multi_line else ("\n", *FIM_MARKS),
            max_tokens=wanted.max_tokens,
            sampling=sampling_for(info, wanted.seed),
            urgency=Urgency.COMPLETION,
            slot=SLOT,
        )
    template = load("complete")
    values: dict[str, Value] = {
        "related": Data(shown(around.snippets), language.name) if around.snippets else "(nothing)",
        "before": Data(around.before, language.name),
        "after": Data(around.after, language.name),
        "line": Data(around.line_before, language.name),
        "amount": "the next lines of this block" if wanted.multi_line else "the rest of this line",
    }
    return GenerationRequest(
        messages=render(template, values),
        max_tokens=min(wanted.max_tokens + _FENCE_TOKENS, template.max_tokens),
        sampling=sampling_for(info, wanted.seed),
        urgency=Urgency.COMPLETION,
        slot=SLOT,
    )


def _between(around: Surroundings, language: Language) -> str:
    """Write a prompt with Qwen2.5-Coder's control tokens; a repository's text can't hold any.

    Its form for several files of a repository has the one with the cursor last:
    https://github.com/QwenLM/Qwen2.5-Coder. What changes with each key stroke is a comment at the
    very end, so that the model need not read again what stands before the cursor.
    """
    lasting = [one for one in around.snippets if not one.volatile]
    before = without_special_tokens(around.before)
    after = without_special_tokens(around.after + _at_the_end(around, language))
    middle = f"<|fim_prefix|>{before}<|fim_suffix|>{after}<|fim_middle|>"
    if not lasting:
        return middle
    files = [*by_file(lasting), (around.path, "")]
    texts = (without_special_tokens(f"{path}\n{text}") for path, text in files)
    return "<|repo_name|>repository\n" + "\n".join(f"<|file_sep|>{one}" for one in texts) + middle


def _at_the_end(around: Surroundings, language: Language) -> str:
    """Write what the cursor's line asks for as comments of the language."""
    volatile = [one for one in around.snippets if one.volatile]
    if not volatile:
        return ""
    mark = language.comments[0] if language.comments else "#"
    lines = (f"{mark} {line}" for line in shown(volatile, header="{}:").split("\n"))
    end_of_line = "" if around.after.endswith("\n") else "\n"
    return "\n".join((end_of_line, *lines, ""))
