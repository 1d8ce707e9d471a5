"""Cutting code down to a number of tokens, at its line ends."""

from r1_assistant.engine.protocol import Engine

_MOST_CHARACTERS_PER_TOKEN = 16
"""Code beyond this is cut before anything is counted: nobody sends megabytes to the model."""


async def fit_lines(text: str, engine: Engine, max_tokens: int) -> tuple[str, int]:
    """Keep the first lines that fit, at least one; also say how many lines are left out.

    A first line that is too long by itself is cut within. Raises EngineError.
    """
    lines = text.split("\n")
    bounded = text[: max_tokens * _MOST_CHARACTERS_PER_TOKEN].split("\n")
    low, high = 1, len(bounded)
    if await engine.count_tokens("\n".join(bounded)) <= max_tokens:
        low = high
    while low < high:  # the most lines that fit lie between the two
        middle = (low + high + 1) // 2
        if await engine.count_tokens("\n".join(bounded[:middle])) <= max_tokens:
            low = middle
        else:
            high = middle - 1
    first = bounded[0] if low > 1 else await _within(bounded[0], engine, max_tokens)
    return "\n".join([first, *bounded[1:low]]), len(lines) - low


async def _within(line: str, engine: Engine, max_tokens: int) -> str:
    while line and (count := await engine.count_tokens(line)) > max_tokens:
        line = line[: min(len(line) * max_tokens // count, len(line) - 1)]
    return line
