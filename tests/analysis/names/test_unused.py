import pytest

from r1_assistant.analysis.names.unused import unused_variables
from support.traced import seen

PYTHON = "def store(name, items):\n    return items.add(name)\n"
SCRIPT = "function get(cache, id) {\n  const key = norm(id);\n  return cache.get(key);\n}\n"


def unused(path: str, old: str, new: str) -> list[tuple[str, int]]:
    return seen([unused_variables], path, old, new)


def test_what_was_made_of_a_name_that_is_still_used() -> None:
    new = PYTHON.replace("    return", "    clean = name.strip()\n    return")
    assert unused("a.py", PYTHON, new) == [("unused-new-variable", 2)]


def test_the_last_reading_was_replaced() -> None:
    new = SCRIPT.replace("get(key)", "get(id)")
    assert unused("a.js", SCRIPT, new) == [("unused-new-variable", 3)]


def test_in_java() -> None:
    old = "class A {\n  int f(int raw) {\n    return send(raw);\n  }\n}\n"
    new = old.replace("    return", "    int limited = Math.min(raw, 10);\n    return")
    assert unused("A.java", old, new) == [("unused-new-variable", 3)]


@pytest.mark.parametrize(
    "added",
    [
        "    clean = name.strip()\n    print(f'{clean}')\n",
        "    _clean = name.strip()\n",
        "    global clean\n    clean = name.strip()\n",
        "    self.clean = name.strip()\n",
        "    clean = name.strip()\n    print(locals())\n",
        "    clean = name.strip()\n    items = lambda: clean\n",
        "    clean, rest = name.split()\n",
    ],
)
def test_what_is_read_somehow(added: str) -> None:
    assert unused("a.py", PYTHON, PYTHON.replace("    return", f"{added}    return")) == []


def test_what_is_read_in_short_or_in_an_element() -> None:
    new = SCRIPT.replace("return cache.get(key)", "const { a } = id;\n  return { key }")
    assert unused("a.js", SCRIPT, new) == []
    new = SCRIPT.replace("return cache.get(key)", "return <Item {...key} />")
    assert unused("a.js", SCRIPT, new) == []


def test_a_name_of_an_outer_scope() -> None:
    old = "let state;\nfunction f() {\n  return 1;\n}\n"
    new = old.replace("  return", "  state = load();\n  return")
    assert unused("a.js", old, new) == []


def test_what_was_unread_before() -> None:
    old = PYTHON.replace("    return", "    clean = name.strip()\n    return")
    assert unused("a.py", old, old.replace("items.add(name)", "items.add(name, 1)")) == []
