"""Which files are tests, and which test an offset is in."""

import re

from r1_assistant.context.symbols import symbols
from r1_assistant.context.syntax import SyntaxTree

_FILES = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|testing)/"
    r"|(?:^|/)(?:test_[^/]*|conftest|[^/]*_test|[^/]*_spec|[^/]*[.-](?:test|spec)"
    r"|[^/]*(?:Tests?|Spec|IT))\.\w+$"
)


def is_test(path: str) -> bool:
    """Tell by its path whether a file has tests, as its language's tools name them."""
    return bool(_FILES.search(path))


def test_around(tree: SyntaxTree, offset: int) -> str:
    """Give the outermost function or method that an offset is in, "" if there is none."""
    around = [
        symbol
        for symbol in symbols(tree)
        if symbol.kind in ("function", "method") and symbol.start <= offset < symbol.end
    ]
    outermost = min(around, key=lambda symbol: symbol.start, default=None)
    if outermost is None:
        return ""
    within = f"{outermost.container}." if outermost.container else ""
    return within + outermost.name
