import pytest

from r1_assistant.analysis.names.unknown import unknown_names
from support.traced import seen, traces_of

PYTHON = """\
import os


class User:
    def __init__(self, name):
        self.name = name

    def show(self):
        return self.name

    def path(self, total):
        pass
"""
SCRIPT = "const settings = load();\nfunction f() {\n  return settings.size;\n}\n"


def unknown(path: str, old: str, new: str) -> list[tuple[str, int]]:
    return seen([unknown_names], path, old, new)


def test_a_name_that_nothing_defines() -> None:
    new = PYTHON.replace("pass", "return os.path.join(totals_of, name_of)")
    assert unknown("a.py", PYTHON, new) == [("undefined-name", 12), ("undefined-name", 12)]


def test_a_misspelled_attribute_and_how_it_is_written() -> None:
    new = PYTHON.replace("        pass", "        return self.nmae")
    (trace,) = traces_of([unknown_names], "a.py", PYTHON, new)
    assert (trace.kind, trace.line, trace.fix) == (
        "misspelled-name",
        12,
        "        return self.name",
    )


def test_a_misspelled_variable_of_a_script() -> None:
    new = SCRIPT.replace("  return", "  use(setings.mode);\n  return")
    assert unknown("a.js", SCRIPT, new) == [("misspelled-name", 3)]


def test_a_misspelled_field_in_java() -> None:
    old = (
        "class A {\n  int value;\n  int f() { return this.value + value; }\n"
        "  int g() { return 1; }\n}\n"
    )
    assert unknown("A.java", old, old.replace("return 1", "return this.vlaue")) == [
        ("misspelled-name", 4)
    ]


@pytest.mark.parametrize(
    "body",
    [
        "return os.path.join(total, self.names)",
        "return [each for each in total]",
        "from x import thing\n        return thing",
        "with total as handle:\n            handle.read()",
        "try:\n            pass\n        except OSError as error:\n            print(error)",
        "total = __file__ or WindowsError",
        "match total:\n            case [first, *rest]:\n                print(first, rest)",
        "print(total, sep=', ', end='')",
        "lambda inner, *more, **named: inner(more, named)",
        "if (found := total):\n            print(found)",
    ],
)
def test_names_that_are_known(body: str) -> None:
    assert unknown("a.py", PYTHON, PYTHON.replace("pass", body)) == []


def test_names_that_an_import_may_bring() -> None:
    old = PYTHON.replace("import os", "from os import *")
    assert unknown("a.py", old, old.replace("pass", "return joined(total)")) == []


def test_what_was_used_before() -> None:
    old = PYTHON.replace("pass", "magic_of(total)")
    assert unknown("a.py", old, old.replace("magic_of(total)", "return magic_of(total, 1)")) == []


def test_plurals_and_numbers_tell_names_apart() -> None:
    new = SCRIPT.replace("  return", "  use(settings.sizes, settings.size2);\n  return")
    assert unknown("a.js", SCRIPT, new) == []


MODULE = "import { load } from './load.js';\nexport function f(a) {\n  return load(a);\n}\n"


def test_a_name_that_no_module_gives() -> None:
    new = MODULE.replace("  return", "  check(a, window);\n  return")
    assert unknown("a.js", MODULE, new) == [("undefined-name", 3)]


@pytest.mark.parametrize(
    ("old", "added"),
    [
        (
            MODULE,
            "  a.x(a.b, { key: a, load }, console, __DEV__, DEBUG);\n",
        ),
        (MODULE, "  const [x, { y }] = a;\n  load(x, y, (z) => z);\n"),
        (MODULE, "  for (const each of a) load(each);\n"),
        (f"/* global check */\n{MODULE}", "  check(a);\n"),
        (MODULE.replace("import { load } from", "//").replace("export ", ""), "  check(a);\n"),
    ],
)
def test_what_scripts_have(old: str, added: str) -> None:
    assert unknown("a.js", old, old.replace("  return", f"{added}  return")) == []
