import pytest

from r1_assistant.features.edit.checks import fault, header
from support.edits import target_of

TEXT = "def f(a):\n    return a + 1\n"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("def f(a):\n    return 1 + a\n", ""),
        ("  \n", "it is empty"),
        ("def f(a):\n\n    return  a + 1\n", "it changes nothing"),
        ("def f(a):\n    # ... existing code ...\n    pass\n", "it leaves code out"),
        ("def f(a):\n    return (a + \n", "it does not parse"),
    ],
)
def test_faults(new: str, expected: str) -> None:
    target = target_of(TEXT)
    assert fault(target, 0, len(TEXT), new, target.language) == expected


def test_what_was_broken_may_stay_so() -> None:
    target = target_of("x = (\n" + TEXT)
    assert fault(target, 6, 6 + len(TEXT), TEXT.replace("1", "2"), target.language) == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("def f(a, b=(1, 2)):\n  x", "def f(\n    a,\n    b=(1, 2),\n):\n  y", True),
        ("def f(a, b):\n  x", "def f(a):\n  x", False),
        ("def f(a: int):\n  x", "def f(a):\n  x", False),
        ("@cached\ndef f(a):\n  x", "def f(a):\n  x", False),
        ("async def f(a):\n  x", "def f(a):\n  x", False),
        ("const f = (a: A) => 1", "const f = (a: A) => { return 1; }", True),
        ("def f(a=')'):\n  x", "def f(a='('):\n  x", False),
        ("class f:\n  x", "class f:\n  y", True),
        ("def f(a):\n  x", "import re\n\ndef f(a):\n  x", False),
    ],
)
def test_headers(one: str, other: str, same: bool) -> None:
    assert (header(one, "f") == header(other, "f")) is same
