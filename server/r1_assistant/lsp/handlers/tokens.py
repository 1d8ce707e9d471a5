"""`r1/countTokens`: what texts cost, in tokens of the model."""

from typing import Any

from r1_assistant.features.chat import MOST_CHARACTERS
from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.failures import INVALID_PARAMS, Failure
from r1_assistant.lsp.session import Call


async def count_tokens(call: Call, params: Any) -> dict[str, list[int]]:
    """Count with the model's own tokenizer; generation is not waited for.

    Raises ModelNotInstalled where there is no model. The user is not told: no one asked for words.
    """
    texts = given.first([params], "r1/countTokens").get("texts")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise Failure(INVALID_PARAMS, '"texts" must be a list of texts.')
    if sum(map(len, texts)) > MOST_CHARACTERS:
        raise Failure(
            INVALID_PARAMS, f"At most {MOST_CHARACTERS} characters are counted at a time."
        )
    if not texts:
        return {"counts": []}
    engine = await call.session.models.engine()
    return {"counts": list(await engine.count_each(texts))}
