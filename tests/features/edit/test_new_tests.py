import pytest

from r1_assistant.features.edit.new_tests import plan
from r1_assistant.features.edit.target import Destination, Plan, Proposal, Refusal
from support.edits import applied, target_of

CODE = "def f(a):\n    return a + 1\n"
NEW = Destination("tests/test_a.py", None, "from a import f")


def accepted(answer: str, tests: Destination = NEW, text: str = CODE) -> Proposal | str:
    made = plan(target_of(text, name="f", tests=tests))
    assert isinstance(made, Plan)
    return made.accept(f"```python\n{answer}\n```")


def test_a_new_file() -> None:
    answer = "from a import f\n\n\ndef test_f():\n    assert f(1) == 2"
    assert accepted(answer) == Proposal("tests/test_a.py", 0, 0, answer + "\n", creates=True)


def test_the_import_is_added_if_it_is_missing() -> None:
    proposal = accepted("def test_f():\n    assert f(1) == 2")
    assert isinstance(proposal, Proposal)
    assert proposal.new_text.startswith("from a import f\n\ndef test_f():")


def test_pytest_is_imported_if_it_is_used() -> None:
    proposal = accepted(
        "from a import f\n\ndef test_f():\n    with pytest.raises(TypeError):\n        f('')"
    )
    assert isinstance(proposal, Proposal)
    assert proposal.new_text.startswith("import pytest\n\nfrom a import f\n")


def test_python_tests_are_added_to_a_file() -> None:
    there = "from a import f\r\n\r\n\r\ndef test_one():\r\n    assert f(0) == 1\r\n"
    proposal = accepted("def test_f():\n    assert f(1) == 2", Destination("t.py", there))
    assert isinstance(proposal, Proposal)
    assert applied(there, proposal) == (there + "\r\n\r\ndef test_f():\r\n    assert f(1) == 2\r\n")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("f(1)", "it holds no test"),
        ("def test_g():\n    assert g(1)", "it does not test `f`"),
        ("def test_f():\n    assert f(1", "it does not parse"),
        (f"{CODE}\ndef test_f():\n    assert f(1) == 2", "it defines `f` anew"),
    ],
)
def test_what_are_no_tests(answer: str, reason: str) -> None:
    found = accepted(answer)
    assert isinstance(found, str)
    assert reason in found


def test_names_that_are_there_already() -> None:
    there = Destination("t.py", "def test_f():\n    pass\n")
    assert "are there already" in str(accepted("def test_f():\n    assert f(1) == 2", there))


@pytest.mark.parametrize(
    ("path", "tests", "sentence"),
    [
        ("a.js", Destination("a.test.js", "test()"), "a.test.js exists already."),
        ("a.py", Destination("test_a.py", ""), "test_a.py exists already."),
        ("a.py", None, "R1 does not know where tests of python code go."),
    ],
)
def test_where_no_tests_are_written(path: str, tests: Destination | None, sentence: str) -> None:
    text = CODE if path == "a.py" else "function f(a) {\n  return a;\n}\n"
    assert plan(target_of(text, path, name="f", tests=tests)) == Refusal(sentence)
