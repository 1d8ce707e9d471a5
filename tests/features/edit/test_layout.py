import pytest

from r1_assistant.context.languages import language_of
from r1_assistant.features.edit.layout import indentation, line_start, line_stop, placed, shown

PYTHON = language_of("a.py")
GO = language_of("a.go")
assert PYTHON is not None
assert GO is not None

METHOD = '''\
def f(self):
        """Long
        text."""
        if self:

            return """
a
  b"""'''


def test_a_method_goes_to_the_margin_and_back() -> None:
    margin = shown(METHOD, "    ", PYTHON)
    assert margin.startswith('def f(self):\n    """Long\n')
    assert margin.endswith('            return """\na\n  b"""'.replace("    ", "", 1))
    assert placed(margin, METHOD, "    ", PYTHON) == METHOD


@pytest.mark.parametrize(
    "answer",
    [
        "def f(self):\n    return 1",
        "    def f(self):\n        return 1",
        "\n\n    def f(self):\n        return 1\n\n",
        "def f(self):\r\n    return 1\r\n",
        "def f(self):\n\treturn 1",
    ],
)
def test_an_answer_is_indented_to_its_place(answer: str) -> None:
    assert placed(answer, METHOD, "    ", PYTHON) == "def f(self):\n        return 1"


def test_tabs_where_the_document_has_tabs() -> None:
    original = "func f() {\n\treturn\n}"
    assert placed("func f() {\n  if a {\n    b()\n  }\n}", original, "", GO) == (
        "func f() {\n\tif a {\n\t\tb()\n\t}\n}"
    )


def test_lines_that_begin_deeper_than_others() -> None:
    original = "        a\n    b"
    assert shown(original, "    ", PYTHON) == "    a\nb"
    assert placed("    c\nd", original, "    ", PYTHON) == "        c\n    d"


def test_lines_of_an_offset() -> None:
    text = "a\r\n\t b = 1\r\nc"
    assert indentation(text, text.index("=")) == "\t "
    assert text[line_stop(text, 4) :] == "\r\nc"
    assert line_start(text, text.index("=")) == 3
    assert line_start(text, 2) == 0  # amid the first line end
