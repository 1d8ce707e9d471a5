import pytest

from r1_assistant.features.edit.simplify import plan
from r1_assistant.features.edit.target import Plan, Proposal, Refusal
from support.edits import applied, target_of

TEXT = """\
import re

class A:
    def f(self, a):
        if a:
            return True
        else:
            return False

    def g(self):
        pass
""".replace("\n", "\r\n")


def accepted(answer: str, text: str = TEXT) -> Proposal | str:
    made = plan(target_of(text, name="f"))
    assert isinstance(made, Plan)
    return made.accept(answer)


def test_the_model_sees_the_method_at_the_margin() -> None:
    made = plan(target_of(TEXT, name="f"))
    assert isinstance(made, Plan)
    assert (
        made.code
        == "def f(self, a):\n    if a:\n        return True\n    else:\n        return False"
    )


@pytest.mark.parametrize(
    "answer",
    [
        "```python\ndef f(self, a):\n    return bool(a)\n```",
        "Here it is:\n```python\n    def f(self, a):\n        return bool(a)\n```\nIt is shorter.",
    ],
)
def test_the_method_is_replaced_and_nothing_else(answer: str) -> None:
    proposal = accepted(answer)
    assert isinstance(proposal, Proposal)
    assert applied(TEXT, proposal) == (
        "import re\r\n\r\nclass A:\r\n    def f(self, a):\r\n        return bool(a)\r\n\r\n"
        "    def g(self):\r\n        pass\r\n"
    )


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def f(self):\n    return True", "it does not keep the first lines of `f`"),
        ("def h(self, a):\n    return True", "it does not keep the first lines of `f`"),
        ("import os\ndef f(self, a):\n    return True", "it does not keep the first lines"),
        ("def f(self, a):\n    return (True", "it does not parse"),
        ("def f(self, a):\n    return True\n\ndef k(self):\n    pass", "it defines something"),
        (
            "def f(self, a):\n    if a:\n        return True\n    else:\n        return False",
            "it changes nothing",
        ),
        ("def f(self, a):\n    return bool(a)" + " or False" * 30, "it is longer than before"),
        ("def f(self, a):\n    # ... rest of the function", "it leaves code out"),
        ("", "it does not keep"),
    ],
)
def test_what_is_no_simplification(code: str, reason: str) -> None:
    found = accepted(f"```python\n{code}\n```")
    assert isinstance(found, str)
    assert reason in found


def test_inner_functions_may_go() -> None:
    text = "def f(a):\n    def g(b):\n        return b\n    return g(a)\n"
    assert isinstance(accepted("```\ndef f(a):\n    return a\n```", text), Proposal)


def test_without_a_function() -> None:
    assert isinstance(plan(target_of("x = 1\n")), Refusal)
