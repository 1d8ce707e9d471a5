import ast

import pytest

from r1_assistant.context.syntax import parse, problems
from r1_assistant.features.edit.doc import plan, prose
from r1_assistant.features.edit.target import Plan, Proposal, Refusal
from support.edits import applied, target_of

WORDS = "Adds one to the number. Raises TypeError for texts."


def documented(text: str, path: str, name: str = "f", words: str = WORDS) -> str:
    target = target_of(text, path, name=name)
    made = plan(target)
    assert isinstance(made, Plan)
    proposal = made.accept(words)
    assert isinstance(proposal, Proposal), proposal
    assert proposal.start == proposal.end
    return applied(text, proposal)


PYTHON = """\
def f(a):
    «return a + 1
"""
METHOD = """\
class A:
  @dec
  def f(
    self, a: dict[str, int] = {1: ':'},
  ) -> int:  # hm
    «# hm
    return a
"""
TYPESCRIPT = """\
export class A {
  «public f(a: number) { return a; }
}
"""
JAVA = """\
class A {
  «@Override
  public int f(int a) { return a; }
}
"""
GO = """\
package a

«func f(a int) int {
\treturn a
}
"""
RUST = """\
mod b {
    «pub fn f(a: u8) -> u8 { a }
}
"""
CSHARP = """\
class A {
    «int f(int a) { return a; }
}
"""


@pytest.mark.parametrize(
    ("path", "marked", "comment"),
    [
        ("a.py", PYTHON, [f'"""{WORDS}"""']),
        ("a.py", METHOD, [f'"""{WORDS}"""']),
        ("a.py", PYTHON.replace("\n", "\r\n").replace("    ", "\t"), [f'"""{WORDS}"""']),
        ("a.py", "x = 1\nclass f:\n    «y = 1\n", [f'"""{WORDS}"""']),
        ("a.ts", TYPESCRIPT, ["/**", f" * {WORDS}", " */"]),
        ("A.java", JAVA, ["/**", f" * {WORDS}", " */"]),
        ("a.go", GO, ["// f adds one to the number. Raises TypeError for texts."]),
        ("a.rs", RUST, [f"/// {WORDS}"]),
        ("a.rb", "«def f(a)\n  a\nend\n", [f"# {WORDS}"]),
        ("a.sh", "«f() {\n  echo\n}\n", [f"# {WORDS}"]),
        ("a.cs", CSHARP, ["/// <summary>", f"/// {WORDS}", "/// </summary>"]),
    ],
)
def test_a_comment_in_the_languages_form(path: str, marked: str, comment: list[str]) -> None:
    """The comment comes at the mark, with the mark's indentation."""
    head, tail = marked.split("«")
    indent = head[len(head.rstrip(" \t")) :]
    end = "\r\n" if "\r" in marked else "\n"
    expected = head + (end + indent).join(comment) + end + indent + tail
    assert documented(head + tail, path) == expected


@pytest.mark.parametrize("path", ["a.py", "a.ts", "a.go", "a.rb", "a.cs"])
@pytest.mark.parametrize(
    "words",
    [
        'Ends it """ and goes on. Then ends with "quotes".',
        "Uses */ and // and # and --> and </summary> in a sentence.",
        "A backslash \\N{x} \\u12 and \\ at the end \\.",
        "Long words. " * 50,
        "One paragraph of words.\n\nAnother paragraph of words.",
        "Words with\x00 control\u2028 characters\r in it.",
    ],
)
def test_no_words_break_the_file(path: str, words: str) -> None:
    texts = {
        "a.py": "def f(a):\n    return a\n",
        "a.ts": "function f(a) {\n  return a;\n}\n",
        "a.go": "package a\n\nfunc f(a int) int {\n\treturn a\n}\n",
        "a.rb": "def f(a)\n  a\nend\n",
        "a.cs": "class A {\n    int f(int a) { return a; }\n}\n",
    }
    target = target_of(texts[path], path, name="f")
    after = documented(texts[path], path, words=words)
    tree = parse(after, target.language)
    assert tree is not None
    assert problems(tree) == 0
    assert all(len(line) <= 90 for line in after.split("\n"))
    if path == "a.py":
        function = ast.parse(after).body[0]
        assert isinstance(function, ast.FunctionDef)
        assert words.split()[0] in (ast.get_docstring(function) or "")


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("a.py", 'def f(a):\n    "Doc."\n    return a\n', "`f` has a doc comment already."),
        ("a.go", "package a\n\n// f does.\nfunc f() {\n}\n", "`f` has a doc comment already."),
        ("a.ts", "// f does.\nfunction f() {\n}\n", "`f` has a doc comment already."),
        ("a.rb", "# f does.\r\ndef f\r\nend\r\n", "`f` has a doc comment already."),
        ("a.py", "def f(a): return a\n", "no line of its own"),
    ],
)
def test_where_there_is_no_place(path: str, text: str, reason: str) -> None:
    refusal = plan(target_of(text, path, name="f"))
    assert isinstance(refusal, Refusal)
    assert reason in refusal.sentence


def test_without_a_symbol() -> None:
    assert isinstance(plan(target_of("x = 1\n")), Refusal)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("Adds one.", "Adds one."),
        ("The `f` function adds one.", "Adds one."),
        ("This method adds one.", "Adds one."),
        ("The function f adds one.", "The function f adds one."),
        ('"""Adds one."""', "Adds one."),
        ("/**\n * Adds one.\n */", "Adds one."),
        ("```python\n# Adds one.\n```", "Adds one."),
        ("Adds one.\n```python\ndef f(): ...\n```", "Adds one."),
        ("<think>\nhm\n</think>\n\nAdds **one**.", "Adds one."),
        ("Adds one. And then it", "Adds one."),
        ("```python\nx = 1\n```", ""),
    ],
)
def test_prose_is_taken_out_of_an_answer(answer: str, words: str) -> None:
    assert prose(answer) == words


def test_an_answer_without_words_is_none() -> None:
    made = plan(target_of("def f(a):\n    return a\n", name="f"))
    assert isinstance(made, Plan)
    assert made.accept("Done.") == "it says nothing"
