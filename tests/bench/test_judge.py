import pytest

from bench.aider_map import mentioned, sections
from bench.judge import any_shows, head, head_to_name, shows


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("    def f(self,  x):\n", "def f(self, x)"),
        ("def f(", "def f"),
        ("export default class A extends B {", "class A extends B"),
        (
            "def f(a: dict = {}) -> dict[str, int]: return {}",
            "def f(a: dict = {}) -> dict[str, int]",
        ),
        ("  f(a = {}) { return {}; }", "f(a = {})"),
        ("  f(a = {}) {", "f(a = {})"),
        ("public int f(int a,", "public int f(int a"),
    ],
)
def test_heads(line: str, wanted: str) -> None:
    assert head(line) == wanted


def test_a_head_up_to_its_name() -> None:
    assert head_to_name("    def save(self, to_save):", "save") == "def save"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("class A:\n    def  f(\n        self): ...", True),
        ("def f(self): ...", True),
        ("def f_all(self): ...", False),
        ("undef f(self)", False),
    ],
)
def test_showing(text: str, shown: bool) -> None:
    assert shows(text, "def f") is shown


def test_only_the_definitions_own_file_counts() -> None:
    assert any_shows([("a.py", "def f(): ...")], [("a.py", "def f")])
    assert not any_shows([("b.py", "def f(): ...")], [("a.py", "def f")])


def test_a_map_is_read_by_file() -> None:
    text = "\na.py:\n⋮\n│class A:\n│    def f(self):\n⋮\n\nb.md\n\nc.py:\n│def g():\n"
    found = dict(sections(text))
    assert list(found) == ["a.py", "c.py"]
    assert shows(found["a.py"], "class A: def f(self)")
    assert not shows(found["a.py"], "def g")


def test_names_of_a_line() -> None:
    assert mentioned("  x1 = a.b(3, 'c')") == {"x1", "a", "b", "c"}


def test_spaces_beside_signs_do_not_matter() -> None:
    assert shows("set(name, value = 1)", head("set( name, value = 1 ) {"))
    assert not shows("reset(name, value = 1)", head("set( name, value = 1 ) {"))
    assert not shows("set(names, value = 1)", head("set( name, value = 1 ) {"))
