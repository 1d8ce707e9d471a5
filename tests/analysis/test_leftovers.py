import pytest

from r1_assistant.analysis.leftovers import leftovers
from r1_assistant.features.review.kinds import KINDS
from support.hunk_views import traced

PY, JS, GO, JAVA = "core/shapes.py", "core/shapes.js", "core/shapes.go", "core/Shapes.java"
CONFLICT = "<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> topic\n"


def py(line: str) -> str:
    return f"def area(shape):\n    {line}\n    return shape.width\n"


def js(line: str) -> str:
    return f"function area(shape) {{\n  {line}\n  return shape.width;\n}}\n"


def go(line: str) -> str:
    return f"package shapes\n\nfunc area(s Shape) int {{\n\t{line}\n\treturn s.Width\n}}\n"


def java(line: str) -> str:
    return f"class Shapes {{\n  int area(Shape s) {{\n    {line}\n    return s.width;\n  }}\n}}\n"


@pytest.mark.parametrize(
    ("kind", "path", "old", "new", "line"),
    [
        ("merge-marker", PY, "a = 1\n", CONFLICT, 1),
        ("merge-marker", "a.yaml", "a: 1\n", CONFLICT, 1),
        ("merge-marker", JS, "", js("") + ">>>>>>> topic\n", 5),
        ("debug-stop", PY, py("pass"), py("breakpoint()"), 2),
        ("debug-stop", PY, py("pass"), py("import pdb; pdb.set_trace()"), 2),
        ("debug-stop", JS, js(""), js("debugger;"), 2),
        ("debug-stop", "a.rb", "def f\nend\n", "def f\n  binding.pry\nend\n", 2),
        ("debug-output", PY, py("pass"), py('print("DEBUG", shape)'), 2),
        ("debug-output", PY, py("pass"), py("print(shape)"), 2),
        ("debug-output", JS, js(""), js("console.log('here', shape);"), 2),
        ("debug-output", GO, go(""), go('fmt.Println("here", s)'), 4),
        ("debug-output", JAVA, java(""), java('System.out.println("s=" + s);'), 3),
        ("debug-output", "a.php", "<?php\n", "<?php\nvar_dump($a);\n", 2),
        ("focused-test", "test/a.test.js", "", "describe.only('a', () => {});\n", 1),
        ("focused-test", "spec/a.spec.ts", "", "it.only('a', () => {});\n", 1),
        ("reminder", PY, py("pass"), py("x = 1  # TODO: remove before release"), 2),
        ("reminder", JS, js(""), js("let x = 1; // do not commit"), 2),
        ("disabled-code", PY, py("check(shape)"), py("# check(shape)\n    x = 1"), 2),
        ("disabled-code", JS, js("check(shape);"), js("// check(shape);\n  let x = 1;"), 2),
        ("disabled-code", GO, go("s.mu.Lock()"), go("// s.mu.Lock()\n\tx := 1"), 4),
        ("home-path", PY, py("pass"), py('x = open("/home/marta/data/a.csv")'), 2),
        ("home-path", JS, js(""), js("const x = '/Users/bkowalski/a.json';"), 2),
        ("home-path", JAVA, java(""), java('String x = "C:\\\\Users\\\\bkowalski\\\\a";'), 3),
    ],
)
def test_leftovers_are_seen(kind: str, path: str, old: str, new: str, line: int) -> None:
    found = [trace for trace in traced(leftovers, path, old, new) if trace.strength >= 0.5]
    assert kind in KINDS
    assert [(trace.kind, trace.line) for trace in found] == [(kind, line)]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.md", "", "```\n" + CONFLICT + "```\n"),
        ("a.md", "", "Title\n=======\n"),
        (PY, "", 'X = """\n  <<<<<<< HEAD\n"""\n'),
        (PY, py("pass"), py('"""Call breakpoint() to stop."""')),
        (PY, py("breakpoint()"), py("breakpoint();  x = 1")),
        (PY, py("pass"), py("debugger.start()")),
        (PY, "import argparse\n" + py("pass"), "import argparse\n" + py("print(shape)")),
        (PY, py("print(1)"), py("print(1)\n    print(2)")),
        ("core/cli.py", py("pass"), py("print(shape)")),
        ("tests/test_shapes.py", py("pass"), py("print(shape)")),
        (PY, py("pass"), py("print(shape, file=stream)")),
        (PY, py("pass"), py("shape.print()")),
        (JS, js("console.log(1);"), js("console.log(1, 2);")),
        (JS, js(""), js("console.error(shape);")),
        (JS, js(""), js("console.warn('old');")),
        ("bin/a.js", js(""), js("console.log(shape);")),
        (GO, go(""), go("fmt.Fprintln(w, s)")),
        ("main.go", "package main\n", "package main\n\nfunc main() {\n\tfmt.Println(1)\n}\n"),
        (JAVA, java(""), java("log.println(s);")),
        ("core/only.js", "", "list.only('a');\n"),
        (PY, py("pass"), py("x = 1  # TODO: remove when Python 3.8 is gone")),
        (PY, py("pass"), py("x = 1  # removes the last one")),
        (PY, py("check(shape)"), py("# check(shape) was too slow\n    x = 1")),
        (PY, py("check(shape)"), py("# check(shape)\n    check(shape, 1)")),
        (PY, py("print(shape)"), py("# print(shape)\n    x = 1")),
        (JS, js("check(shape);"), js("// moved: check(shape)\n  let x = 1;")),
        (PY, py("pass"), py('x = open("/home/user/a.csv")')),
        (PY, py("pass"), py('x = "/homepage/marta/a"')),
        ("docs/a.py", py("pass"), py('x = "/home/marta/a.csv"')),
    ],
)
def test_what_is_meant_to_stay(path: str, old: str, new: str) -> None:
    found = traced(leftovers, path, old, new)
    assert [trace for trace in found if trace.strength >= 0.5] == []
