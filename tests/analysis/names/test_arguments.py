from r1_assistant.analysis.names.arguments import turned_arguments
from support.memory_workspace import MemoryWorkspace
from support.traced import seen, traces_of

RESIZE = "def resize(width, height):\n    return width, height\n\n\ndef show(width, height):\n"
AREA = (
    "class Area {\n  int area(int width, int height) { return width; }\n"
    "  int twice(int width, int height) {\n    return 1;\n  }\n}\n"
)


def turned(path: str, old: str, new: str) -> list[tuple[str, int]]:
    return seen([turned_arguments], path, old, new)


def test_arguments_with_each_others_names() -> None:
    new = f"{RESIZE}    return resize(height, width)\n"
    (trace,) = traces_of([turned_arguments], "a.py", f"{RESIZE}    pass\n", new)
    assert (trace.kind, trace.line, trace.subject) == ("argument-order", 6, "resize")
    assert trace.basis == "`resize` takes `width` before `height`"


def test_arguments_of_a_method_in_java() -> None:
    new = AREA.replace("return 1;", "return area(height, width) * 2;")
    assert turned("Area.java", AREA, new) == [("argument-order", 4)]


def test_a_callee_elsewhere_in_the_workspace() -> None:
    workspace = MemoryWorkspace({"shapes.js": "export function place(left, top) {}\n"})
    old = "function f(left, top) {\n}\n"
    new = "function f(left, top) {\n  place(top, left);\n}\n"
    found = seen([turned_arguments], "a.js", old, new, workspace)
    assert found == [("argument-order", 2)]
    assert seen([turned_arguments], "a.js", old, new) == []


def test_an_order_that_the_change_turned() -> None:
    old = "func f(a, b string) {\n\tcopyTo(target, source)\n}\n"
    new = old.replace("target, source", "source, target")
    assert turned("f.go", old, new) == [("argument-order", 2)]


def test_the_order_that_is_taken() -> None:
    assert turned("a.py", f"{RESIZE}    pass\n", f"{RESIZE}    resize(width, height)\n") == []


def test_names_of_their_own() -> None:
    assert turned("a.py", f"{RESIZE}    pass\n", f"{RESIZE}    resize(height, depth)\n") == []


def test_what_turns_things_round_on_purpose() -> None:
    old = RESIZE.replace("def show", "def transposed")
    assert turned("a.py", f"{old}    pass\n", f"{old}    resize(height, width)\n") == []


def test_arguments_by_name() -> None:
    new = f"{RESIZE}    resize(height=height, width=width)\n"
    assert turned("a.py", f"{RESIZE}    pass\n", new) == []


def test_a_call_that_only_moved() -> None:
    old = f"{RESIZE}    return resize(height, width)\n"
    new = old.replace("    return resize", "    print(1)\n    return  resize")
    assert turned("a.py", old, new) == []
