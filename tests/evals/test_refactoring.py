import contextlib
import io
import random

import pytest

from evals.edit import Edit, Source
from evals.refactoring import REFACTORINGS, REVERSIBLE
from r1_assistant.context.languages import language_of
from r1_assistant.context.syntax import parse, problems

PYTHON = """\
import json
import logging
import os
from os.path import basename, join

logger = logging.getLogger(__name__)


def _check_name(name):
    # names must not be empty
    return len(name) > 0 and name != "none"


def count_words(text, least=2):
    found_words = []
    for word in text.split():
        found_words.append(word.strip())
    total_count = len(found_words)
    if total_count > least and _check_name(text):
        logger.info("%d words in %s", total_count, join(basename(text), "a long one"))
    lengths = [len(part) for part in found_words]
    return {"count": total_count, "lengths": lengths}


def name_of_kind(kind):
    if kind == "short":
        return "{} is short".format(kind)
    else:
        label = json.dumps(kind, sort_keys=True)
    result = label.upper()
    return result


def show_sign(number):
    if number < 0:
        sign = "negative"
    else:
        sign = "positive"
    if sign == "negative" and number > -10:
        print(os.path.join("small", sign, "number of them"))
    print(sign)


def first_of(items):
    head = items.copy()
    head.sort(
        key=None,
        reverse=False,
    )
    return head[0]
"""
SCRIPT = """\
import { b, a } from "./names"
import { c } from "./others"

function countOf(list: string[]) {
  const total = list.length
  if (total > 3 && list[0] !== "none") {
    console.info("there are so many of them", total, list.join(", "))
  }
  const said = "there are " + total
  return said
}

function nameOf(kind: string) {
  if (kind === "short") {
    return a(kind, b)
  } else {
    return c(countOf([kind]))
  }
}

export function showAll(kinds: string[]) {
  const limit = 10
  let text = ""
  for (const kind of kinds) {
    const name = nameOf(kind)
    text += name
  }
  return text.slice(0, limit)
}
"""
JAVA = """\
package a.b;

import java.util.List;
import java.util.Map;

class Names {
  private int sizeOf(List<String> names) {
    int total = names.size();
    if (total > 3 && !names.isEmpty()) {
      System.out.println(String.format("there are so many", total, names.get(0)));
    }
    return total;
  }

  String nameOf(Map<String, String> names, String kind) {
    String found = names.get(kind);
    if (found == null) {
      return "none";
    } else {
      return found + sizeOf(List.of(found, kind));
    }
  }
}
"""
GO = """\
package names

import (
	"fmt"
	"strings"
)

func sizeOf(names []string) int {
	total := len(names)
	if total > 3 && names[0] != "none" {
		fmt.Println("there are so many of them", total, strings.Join(names, ", "))
	}
	return total
}

func nameOf(kind string) string {
	if kind == "short" {
		return "a short one"
	} else {
		label := strings.ToUpper(kind)
		return fmt.Sprint(label, sizeOf([]string{kind}))
	}
}
"""
SOURCES = (
    Source("sample", "sample.py", "python", PYTHON),
    Source("sample", "sample.ts", "typescript", SCRIPT),
    Source("sample", "Sample.java", "java", JAVA),
    Source("sample", "sample.go", "go", GO),
)
SAME = sorted(REVERSIBLE | {"parameter", "log", "unused-variable", "dead-code", "dead-function"})


def edits(kind: str, source: Source, seeds: int = 4) -> list[Edit]:
    found = {}
    for seed in range(seeds):
        for edit in REFACTORINGS[kind](source, random.Random(seed)):
            found[edit.old, edit.new] = edit
    return list(found.values())


def behaviour(text: str) -> list[object]:
    """Run the Python sample, and give what its functions return and print."""
    space: dict[str, object] = {"__name__": "sample"}
    exec(compile(text, "sample.py", "exec"), space)
    said = io.StringIO()
    count, name, sign, first = (
        space[n] for n in ("count_words", "name_of_kind", "show_sign", "first_of")
    )
    assert callable(count)
    assert callable(name)
    assert callable(sign)
    assert callable(first)
    with contextlib.redirect_stdout(said):
        given: list[object] = [count(t) for t in ("a b", "one two three", "", "none")]
        given += [name(k) for k in ("short", "long")] + [first([3, 1, 2])]
        for number in (-20, -3, 0, 5):
            sign(number)
    return [*given, said.getvalue()]


@pytest.mark.parametrize("kind", SAME)
def test_what_python_does_stays_the_same(kind: str) -> None:
    expected = behaviour(PYTHON)
    for edit in edits(kind, SOURCES[0]):
        assert behaviour(edit.new) == expected, edit.new
        assert edit.old is None or behaviour(edit.old) == expected, edit.old


@pytest.mark.parametrize("kind", sorted(REFACTORINGS))
def test_each_kind_finds_a_place_and_changes_the_text(kind: str) -> None:
    found = [(source, edit) for source in SOURCES for edit in edits(kind, source)]
    assert found
    for source, edit in found:
        assert edit.group == "refactoring"
        assert edit.kind == kind
        assert edit.new != (source.text if edit.old is None else edit.old)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.language)
def test_both_sides_parse(source: Source) -> None:
    language = language_of(source.path)
    assert language is not None
    for kind in REFACTORINGS:
        for edit in edits(kind, source):
            for text in (edit.old or source.text, edit.new):
                tree = parse(text, language)
                assert tree is not None
                assert problems(tree) == 0, text


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.language)
def test_the_same_seed_gives_the_same(source: Source) -> None:
    for kind in REFACTORINGS:
        once, again = (list(REFACTORINGS[kind](source, random.Random(3))) for _ in range(2))
        assert once == again


@pytest.mark.parametrize(
    ("kind", "path", "text"),
    [
        ("rename-local", "a.py", "def f():\n    global total\n    total = 1\n    return total\n"),
        ("rename-local", "a.js", "function f(a) {\n  const { total } = a;\n  return total;\n}\n"),
        ("flip-comparison", "a.py", "def f(a, b):\n    return a() < b()\n"),
        ("flip-comparison", "a.py", "def f(a, b, c):\n    return a < b < c\n"),
        ("comprehension", "a.py", "def f(a):\n    b = []\n    for c in a:\n        b.append(b)\n"),
        (
            "comprehension",
            "a.py",
            "def f(a):\n    b = []\n    for c in a:\n        b.append(c)\n    return c\n",
        ),
        ("loop", "a.py", "def f(a, c):\n    b = [c for c in a]\n    return b, c\n"),
        (
            "early-return",
            "a.js",
            "function f(a) {\n  if (a) {\n    g();\n  } else {\n    h();\n  }\n}\n",
        ),
        ("annotate", "a.py", "def f(a):\n    yield a\n"),
        (
            "unused-variable",
            "a.go",
            "package a\n\nfunc f() int {\n\ttotal := 1\n\treturn total\n}\n",
        ),
        (
            "rename-private",
            "a.js",
            "export default { run }\nfunction run() {}\nconst a = { run: 1 }\na.run()\n",
        ),
    ],
)
def test_what_is_not_safe_is_left_alone(kind: str, path: str, text: str) -> None:
    language = language_of(path)
    assert language is not None
    assert edits(kind, Source("sample", path, language.name, text)) == []


def test_a_renamed_shorthand_keeps_its_key() -> None:
    text = "function f(a) {\n  const total = a + 1;\n  return { total };\n}\n"
    (found,) = {e.new for e in edits("rename-local", Source("p", "a.js", "javascript", text), 1)}
    assert "{ total: " in found


def test_a_private_function_that_another_file_uses_keeps_its_name() -> None:
    text = "def _get_name():\n    return 1\n\n\nprint(_get_name())\n"
    alone = Source("p", "a.py", "python", text)
    used = Source("p", "a.py", "python", text, {"b.py": "from p.a import _get_name\n"})
    assert [e.new for e in edits("rename-private", alone, 1)] == [text.replace("_get", "_find")]
    assert edits("rename-private", used) == []
