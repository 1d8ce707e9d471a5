import pytest

from r1_assistant.analysis.twins.replaced import replaced_names
from support.traced import seen

PYTHON = """\
class Store:
    def __init__(self, host, port):
        self._address = host
        self.port = port

    def copy(self, source, target, limit=None):
        self.move(source, target)
        span = self.end - self.start
        self.width = self.size.x
        self.height = self.size.y
        return span

    def _open(self, name):
        return self.load(name, self._address)

    def names(self, found):
        names = []
        for key, value in found.items():
            names.append(self._open(key) + value)
        return names
"""
GO = "package a\n\nfunc f(lo, hi int) int {\n\tuse(lo)\n\treturn g(lo, hi)\n}\n"


def replaced(was: str, now: str, path: str = "a.py", old: str = PYTHON) -> list[tuple[str, int]]:
    assert old.count(was) == 1
    return seen([replaced_names], path, old, old.replace(was, now))


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("move(source, target)", "move(source, source)", 7),
        ("_open(key) + value", "_open(value) + value", 19),
        ("return names\n", "return found\n", 20),
        ("name, self._address)", "name, self.port)", 14),
    ],
)
def test_what_nothing_reads_any_more(was: str, now: str, line: int) -> None:
    assert replaced(was, now) == [("unused-new-variable", line)]


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("self.end - self.start", "self.end - self.end", 8),
        ("self.size.y", "self.size.x", 10),
    ],
)
def test_what_is_named_twice(was: str, now: str, line: int) -> None:
    assert replaced(was, now) == [("same-twice", line)]


def test_in_go() -> None:
    assert replaced("g(lo, hi)", "g(lo, lo)", "a.go", GO) == [("unused-new-variable", 5)]
    old = GO.replace("use(lo)", "use(lo, hi)")
    assert replaced("g(lo, hi)", "g(lo, lo)", "a.go", old) == [("same-twice", 5)]


def test_a_name_that_is_read_elsewhere() -> None:
    old = PYTHON.replace("        return span", "        return span + target")
    assert replaced("move(source, target)", "move(source, limit)", old=old) == []


def test_a_value_that_is_new() -> None:
    assert replaced("move(source, target)", "move(source, self.target)") == []


def test_a_name_that_was_changed_everywhere() -> None:
    new = PYTHON.replace("source", "origin").replace("target", "goal").replace("names", "found_")
    assert seen([replaced_names], "a.py", PYTHON, new) == []


def test_tests_may_compare_a_thing_with_itself() -> None:
    assert replaced("self.end - self.start", "self.end - self.end", "test_a.py") == []
