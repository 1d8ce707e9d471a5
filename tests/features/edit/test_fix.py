import pytest

from r1_assistant.features.edit.fix import plan
from r1_assistant.features.edit.target import Plan, Proposal, Refusal
from support.edits import applied, target_of

TEXT = (
    "import os\r\nimport sys\r\n\r\n\r\nclass A:\r\n    def f(self, a):\r\n        b = a + 1\r\n"
    "        return c\r\n\r\n\r\nprint(A().f(1))\r\n"
)


def accepted(text: str, at: str, answer: str) -> Proposal | str:
    made = plan(target_of(text, at=at, problem="it is wrong"))
    assert isinstance(made, Plan)
    return made.accept(f"```python\n{answer}\n```")


def test_only_the_lines_that_differ_are_replaced() -> None:
    proposal = accepted(TEXT, "return c", "def f(self, a):\n    b = a + 1\n    return b")
    assert isinstance(proposal, Proposal)
    assert TEXT[proposal.start : proposal.end] == "        return c"
    assert proposal.new_text == "        return b"


def test_lines_can_be_added() -> None:
    proposal = accepted(TEXT, "return c", "def f(self, a):\n    b = a + 1\n    c = b\n    return c")
    assert isinstance(proposal, Proposal)
    assert "b = a + 1\r\n        c = b\r\n        return c\r\n\r\n" in applied(TEXT, proposal)


def test_lines_can_go() -> None:
    proposal = accepted(TEXT, "import os", "import sys")
    assert isinstance(proposal, Proposal)
    assert applied(TEXT, proposal) == TEXT.replace("import os\r\n", "")


def test_outside_of_functions_the_paragraph_is_shown() -> None:
    made = plan(target_of(TEXT, at="import sys", problem="unused"))
    assert isinstance(made, Plan)
    assert made.code == "import os\nimport sys"


def test_in_a_long_function_the_lines_around_are_shown() -> None:
    body = "".join(f"    x{number} = {number}\n" for number in range(100))
    text = f"def f():\n{body}"
    made = plan(target_of(text, at="x50 = 50", problem="unused"))
    assert isinstance(made, Plan)
    assert made.code == "\n".join(f"x{number} = {number}" for number in range(42, 59))
    proposal = made.accept(f"```python\n{made.code.replace('x50 = 50', 'x50 = None')}\n```")
    assert isinstance(proposal, Proposal)
    assert applied(text, proposal) == text.replace("x50 = 50", "x50 = None")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("def f(self, a):\n    b = a + 1\n    return c", "it changes nothing"),
        ("def f(self, a):\n    b = a + 1\n    return (b", "it does not parse"),
        ("def g(self, a):\n    return a", "it adds or removes definitions"),
        ("", "it is empty"),
    ],
)
def test_what_is_no_fix(answer: str, reason: str) -> None:
    assert accepted(TEXT, "return c", answer) == reason


def test_an_import_in_a_class_helps_nobody() -> None:
    answer = "import json\n\ndef f(self, a):\n    return json"
    assert accepted(TEXT, "return c", answer) == "it has an import amid other code"


def test_without_a_problem() -> None:
    assert isinstance(plan(target_of(TEXT, at="return c")), Refusal)
