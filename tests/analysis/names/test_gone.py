import pytest

from r1_assistant.analysis.names.gone import names_taken_away
from support.traced import seen

PYTHON = """\
import os
from json import (
    dumps,
    loads,
)


def path(name):
    return os.path.join(name, loads(name), dumps(name))
"""
SCRIPT = """\
import utils from './utils.js';
const { join } = require('path');

export function path(name) {
  return join(utils.root, name);
}
"""
GO = """\
package a

import (
\t"fmt"
\t"example.com/x/log"
)

func F() {
\tlog.Print(fmt.Sprint(1))
}
"""
JAVA = """\
package a;

import java.util.List;
import java.util.Map;

class A {
  List<String> names;
  Map<String, String> f() { return null; }
}
"""


def gone(path: str, old: str, *removed: str) -> list[tuple[str, int]]:
    new = old
    for text in removed:
        assert text in new
        new = new.replace(text, "")
    return seen([names_taken_away], path, old, new)


@pytest.mark.parametrize(
    ("path", "old", "removed", "line"),
    [
        ("a.py", PYTHON, "import os\n", 1),
        ("a.py", PYTHON, "    loads,\n", 4),
        ("a.js", SCRIPT, "import utils from './utils.js';\n", 1),
        ("a.js", SCRIPT, "const { join } = require('path');\n", 2),
        ("a.go", GO, '\t"fmt"\n', 4),
        ("A.java", JAVA, "import java.util.Map;\n", 4),
    ],
)
def test_what_is_still_used(path: str, old: str, removed: str, line: int) -> None:
    assert gone(path, old, removed) == [("lost-name", line)]


def test_what_was_used_in_the_removed_lines_alone() -> None:
    assert gone("a.py", PYTHON, "import os\n", "os.path.join(name, ") == []
    assert gone("a.go", GO, '\t"fmt"\n', "fmt.Sprint(1)") == []


@pytest.mark.parametrize(
    ("path", "old", "was", "now"),
    [
        ("a.py", PYTHON, "import os\n", "import posix as os\n"),
        ("a.py", PYTHON, "import os\n", "from somewhere import *\n"),
        (
            "a.py",
            PYTHON,
            "import os\n",
            "try:\n    import os\nexcept E:\n    os = 1\n",
        ),
        ("a.js", SCRIPT, "import utils from", "import * as utils from"),
        ("a.go", GO, '"example.com/x/log"', '"example.com/y/log/v2"'),
        ("A.java", JAVA, "import java.util.List;\nimport java.util.Map;", "import java.util.*;"),
    ],
)
def test_what_comes_from_elsewhere_now(path: str, old: str, was: str, now: str) -> None:
    assert seen([names_taken_away], path, old, old.replace(was, now)) == []


def test_what_a_language_has_by_itself() -> None:
    old = "from compat import range\n\n\ndef f():\n    return range(3)\n"
    assert gone("a.py", old, "from compat import range\n") == []
    script = "import { URL } from 'url';\nexport const a = new URL('x:');\n"
    assert gone("a.js", script, "import { URL } from 'url';\n") == []


def test_a_package_whose_name_is_a_variable_too() -> None:
    old = GO.replace("func F() {", "func F(log *Logger) {")
    assert gone("a.go", old, '\t"example.com/x/log"\n') == []
