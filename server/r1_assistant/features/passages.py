"""How code, names and passages are set into a prompt, within a budget of tokens."""

import re

from r1_assistant.context.contexts import Plan, Reason
from r1_assistant.context.contexts.shown import shown
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.budget import fit_lines
from r1_assistant.features.lines import plain
from r1_assistant.features.tokens import TokenCounts, fit
from r1_assistant.prompting.render import Data, Value

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f`]+")
_LONGEST_NAME = 200


def inline(text: str) -> str:
    """Set a name, which may come from a repository, within a sentence."""
    return f"`{_UNPRINTABLE.sub('?', text)[:_LONGEST_NAME]}`"


def code_or(code: str, language: str, otherwise: str) -> Value:
    """Set code as data, or say `otherwise` in its place if there is none."""
    return Data(code, language) if code else otherwise


async def code_and_surroundings(
    plan: Plan, max_tokens: int, engine: Engine, counts: TokenCounts
) -> tuple[str, str]:
    """Give a plan's own passage and what helps to understand it; they share their room.

    The passage is empty if the plan is about nothing that is known. Raises EngineError.
    """
    context = await fit(plan, max_tokens, engine, counts)
    own = [one.text for one in context.snippets if one.reason is Reason.SUBJECT]
    others = [one for one in context.snippets if one.reason is not Reason.SUBJECT]
    return plain(own[0]) if own else "", plain(shown(others))


async def cut(code: str, engine: Engine, max_tokens: int) -> str:
    """Keep the first lines that fit, and say how many don't. Raises EngineError."""
    kept, left_out = await fit_lines(plain(code).rstrip(), engine, max_tokens)
    return f"{kept}\n[{left_out} more lines are not shown]" if left_out else kept
