from r1_assistant.analysis.twins.odd import odd_ones
from support.traced import seen

HEAD = "class Box:\n    def __init__(self, width, height, depth, name):\n"
ROWS = "        self.width = width\n        self.depth = depth\n        self.name = name\n"


def odd(path: str, old: str, new: str) -> list[tuple[str, int]]:
    return seen([odd_ones], path, old, new)


def test_an_attribute_takes_a_neighbours_value() -> None:
    new = HEAD + ROWS + "        self.height = name\n"
    assert odd("box.py", HEAD + "        pass\n", new) == [("wrong-attribute", 6)]


def test_a_key_takes_a_neighbours_value() -> None:
    old = "function f(s) {\n  return { code: s.code, size: s.size, mode: s.mode };\n}\nf(kind);\n"
    new = old.replace("mode: s.mode }", "mode: s.mode,\n    kind: s.code }")
    assert odd("f.js", old, new) == [("wrong-attribute", 3)]


def test_a_row_in_which_all_are_like() -> None:
    assert (
        odd("box.py", HEAD + "        pass\n", f"{HEAD}{ROWS}        self.height = height\n") == []
    )


def test_a_value_of_its_own_is_no_neighbours() -> None:
    assert odd("box.py", HEAD + "        pass\n", f"{HEAD}{ROWS}        self.label = text\n") == []


def test_a_name_that_nothing_else_has() -> None:
    assert odd("box.py", HEAD + "        pass\n", f"{HEAD}{ROWS}        self.label = name\n") == []


def test_two_neighbours_are_chance() -> None:
    rows = "        self.width = width\n        self.depth = depth\n        self.height = depth\n"
    assert odd("box.py", HEAD + "        pass\n", HEAD + rows) == []
