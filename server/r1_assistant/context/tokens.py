"""Counting tokens without an engine: by a model's tokenizer.json, or by a guess."""

from pathlib import Path

from r1_assistant.context.contexts import Count

_BYTES = 3
"""Bytes of code per token, rather too few: a guess must not promise room that there isn't."""


def counter(tokenizer: Path) -> Count:
    """Count as the model does that a tokenizer.json belongs to. Raises OSError, ValueError."""
    from tokenizers import Tokenizer

    text = tokenizer.read_text("utf-8")
    try:
        found = Tokenizer.from_str(text)
    except Exception as error:  # the library raises nothing more specific
        raise ValueError(f"{tokenizer} is no tokenizer") from error
    found.encode_special_tokens = True
    return lambda text: len(found.encode(text, add_special_tokens=False))


def guess(text: str) -> int:
    """Guess how many tokens a text has, rather too many."""
    return -(-len(text.encode("utf-8", "replace")) // _BYTES)
