import pytest

from r1_assistant.analysis.contracts.weakened import weakened_tests
from support.traced import seen

PYTHON = """\
class TestSize:
    def test_size(self):
        result = size()
        self.assertEqual(result, 3)
        assert result == 4
"""
SCRIPT = "test('size', () => {\n  const result = size();\n  expect(result).toBe(3);\n});\n"


def weakened(path: str, old: str, new: str) -> list[int]:
    return [line for _, line in seen([weakened_tests], path, old, new)]


@pytest.mark.parametrize(
    ("was", "is_", "line"),
    [
        ("self.assertEqual(result, 3)", "self.assertTrue(result)", 4),
        ("assert result == 4", "assert result is not None", 5),
        ("assert result == 4", "assert (result, 4)", 5),
        ("        self.assertEqual(result, 3)\n", "", 4),
        ("    def test", "    @pytest.mark.skip\n    def test", 2),
    ],
)
def test_python_tests_that_say_less(was: str, is_: str, line: int) -> None:
    assert line in weakened("test_size.py", PYTHON, PYTHON.replace(was, is_))


@pytest.mark.parametrize(
    ("was", "is_", "line"),
    [
        ("test(", "test.only(", 1),
        ("test(", "test.skip(", 1),
        (".toBe(3)", "", 3),
        (".toBe(3)", ".toBeDefined()", 3),
    ],
)
def test_scripts_tests_that_say_less(was: str, is_: str, line: int) -> None:
    assert weakened("size.test.js", SCRIPT, SCRIPT.replace(was, is_)) == [line]


def test_a_broader_error_and_fewer_digits() -> None:
    old = "def test_f():\n    with pytest.raises(ValueError):\n        f()\n"
    assert weakened("test_f.py", old, old.replace("ValueError", "Exception")) == [2]
    old = "def test_f(self):\n    self.assertAlmostEqual(f(), 1.5, places=7)\n"
    assert weakened("test_f.py", old, old.replace("places=7", "places=2")) == [2]


@pytest.mark.parametrize(
    ("was", "is_"),
    [
        ("self.assertEqual(result, 3)", "self.assertEqual(result, 5)"),
        ("self.assertEqual(result, 3)", "self.assertEqual(3, result)"),
        ("self.assertEqual(result, 3)", "assert result == 3"),
        ("assert result == 4", "assert result == 4, 'the size'"),
        ("assert result == 4", "check_size(result, 4)\n        assert result > 1"),
        ("    def test", "    @pytest.mark.skipif(WINDOWS)\n    def test"),
        ("        assert result == 4\n", "\n    @pytest.mark.skip\n    def test_new(self):\n"),
    ],
)
def test_tests_that_say_as_much(was: str, is_: str) -> None:
    old = PYTHON.replace("        assert result == 4\n", "") if "test_new" in is_ else PYTHON
    new = PYTHON.replace(was, is_)
    assert weakened("test_size.py", old, new) == []


def test_only_tests_are_looked_at() -> None:
    new = PYTHON.replace("        assert result == 4\n", "")
    assert weakened("size.py", PYTHON, new) == []
