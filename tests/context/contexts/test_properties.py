"""What holds for every context, whatever the text and the place."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.context.contexts import (
    Context,
    Document,
    Recent,
    for_completion,
    for_diagnostic,
    for_hunk,
    for_symbol,
)
from r1_assistant.context.contexts.shown import shown
from r1_assistant.domain.change import Change, DiffLine, FileChange, FileStatus, Hunk, LineKind
from support.marked import count, project
from support.memory_workspace import MemoryWorkspace

DATA = Path(__file__).with_name("data")
PYTHON = project(DATA / "explained_symbol")
SNIPPETS = (
    "def f(a, b=1):\n    return g(a).h(b)\n",
    "class C(B):\n    def m(self, x: C) -> C:\n        self.",
    "import x\nfrom .y import *\n",
    "function f(a: T) { return new C(a).m(\n",
    "foo(bar, [baz(",
    "\r\n",
    "\t\u2028\x0c é 字 \x00 \ud800",
    "}" * 9,
    "# comment\n" * 20,
    "x" * 300,
    "'''",
)
TEXTS = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=20), max_size=8).map("".join)
PATHS = st.sampled_from(("a.py", "b/c.ts", "d.go", "e.rs", "f.java", "g.yaml", "h.zzz", "i.sql"))


def check(context: Context, budget: int) -> None:
    assert context.tokens <= budget
    everything = shown(context.snippets) + context.before + context.after
    assert count(everything) <= context.tokens
    for one in context.snippets:
        assert 1 <= one.line <= one.end_line
        assert one.tokens >= count(one.text)
    places = [(one.path, one.line, one.within, one.text) for one in context.snippets]
    assert len(places) == len(set(places))


@settings(deadline=None, max_examples=150)
@given(
    path=PATHS,
    text=TEXTS,
    other=TEXTS,
    where=st.floats(0, 1),
    budget=st.integers(1, 400),
)
def test_any_text_at_any_place(path: str, text: str, other: str, where: float, budget: int) -> None:
    workspace = MemoryWorkspace({path: text, "b/other.py": other, "b/other.ts": other})
    document = Document.of(path, text)
    offset = round(where * len(text))
    recent = [Recent("b/other.py", 3), Recent("gone.py", 9)]
    found = for_completion(document, offset, workspace, budget, count, recent)
    check(found, budget)
    assert text[:offset].endswith(found.before)
    assert text[offset:].startswith(found.after)
    again = for_completion(document, offset, workspace, budget, count, recent, found)
    assert again == found
    check(for_symbol(document, offset, workspace, budget, count), budget)
    end = min(len(text), offset + 5)
    check(for_diagnostic(document, offset, end, "`f` isn't 'C'", workspace, budget, count), budget)


@settings(deadline=None, max_examples=100)
@given(path=PATHS, old=TEXTS, new=TEXTS, data=st.data(), budget=st.integers(1, 400))
def test_any_hunk(path: str, old: str, new: str, data: st.DataObject, budget: int) -> None:
    lines = new.split("\n")
    start = data.draw(st.integers(1, len(lines)))
    added = tuple(
        DiffLine(LineKind.ADDED, line, None, number)
        for number, line in enumerate(lines[start - 1 :], start)
    )
    removed = tuple(
        DiffLine(LineKind.REMOVED, line, number, None)
        for number, line in enumerate(old.split("\n"), 1)
    )
    hunk = Hunk(1, len(removed), start, len(added), "", (*removed, *added))
    known = data.draw(st.booleans())
    file = FileChange(
        path, path, FileStatus.MODIFIED, (hunk,), new if known else None, old if known else None
    )
    change = Change("change", (file, file))
    workspace = MemoryWorkspace({path: new, "b/other.py": old})
    check(for_hunk(file, hunk, change, workspace, budget, count), budget)


def test_the_beginning_stays_while_a_person_types() -> None:
    """A model that has read a prompt reads only what differs of the next one."""
    text = PYTHON.files["bank/account.py"]
    at = text.index("        return self.balance\n")
    typed = "        more = self.withdraw(amount)\n        other = Money(3).plus(more"
    shown_first: list[str] = []
    previous = None
    for end in range(len(typed) + 1):
        now = text[:at] + typed[:end] + "\n" + text[at:]
        files = PYTHON.files | {"bank/account.py": now}
        context = for_completion(
            Document.of("bank/account.py", now),
            at + end,
            MemoryWorkspace(files),
            600,
            count,
            previous=previous,
        )
        check(context, 600)
        stable = [one for one in context.snippets if not one.volatile]
        shown_first.append(shown(stable) + context.before)
        previous = context
    kept = [new.startswith(old) for old, new in itertools.pairwise(shown_first)]
    assert sum(kept) >= 0.9 * len(kept)


@pytest.mark.parametrize("budget", [1, 40, 80, 160, 320])
def test_a_long_function_is_cut_where_statements_begin(budget: int) -> None:
    body = "".join(
        f"    if flag_{n}:\n        call_{n}(\n            1,\n        )\n" for n in range(40)
    )
    text = f"def long(flags):\n{body}"
    document = Document.of("a.py", text)
    workspace = MemoryWorkspace({"a.py": text})
    context = for_symbol(document, text.index("call_20"), workspace, budget, count)
    check(context, budget)
    (only,) = context.snippets or (None,)
    if only is None or budget < 80:
        return
    lines = only.text.split("\n")
    assert lines[0] == "def long(flags):"
    assert lines[1] == "…"
    assert lines[2].strip().startswith(("if ", "call_"))
    assert "call_20" in only.text
