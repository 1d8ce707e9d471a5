"""Finished reviews to write down, small ones and ones with any text at all."""

import dataclasses
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.rank import ranked
from r1_assistant.features.review.skip import Skip
from support.changes import change_of

PATH = "src/a b.py"
OLD = "def f(a):\n    if a:\n        return a\n    return None\n"
NEW = "def f(a):\n    b = a[0]\n    return g(b)\n"

GUARD = Finding(
    path=PATH,
    line=2,
    end_line=2,
    severity=Severity.ERROR,
    category=Category.BUG,
    confidence=0.9,
    message="It fails for an empty list.",
    kind="dropped-guard",
    basis="The old side asks for `a` first",
    quote="b = a[0]",
    fix="    if not a:\n        return None\n    b = a[0]",
    reasoning="First look at line 1.\n\nThen at the call.",
)
QUERY = replace(
    GUARD,
    line=3,
    end_line=3,
    severity=Severity.WARNING,
    category=Category.SECURITY,
    kind="sql-injection",
    quote="return g(b)",
    confidence=0.7,
    fix=None,
    reasoning="",
)
NOTE = replace(
    QUERY, line=1, end_line=1, severity=Severity.INFO, category=Category.API, kind="", quote="x"
)
SKIPS = (Skip("b.bin", 0, "binary"), Skip("c/d e.py", 7, "only removes lines"))


def change() -> Change:
    """Give a change of one file, with its texts."""
    made = change_of(PATH, OLD, NEW)
    files = tuple(replace(file, new_text=NEW, old_text=OLD) for file in made.files)
    return Change("staged changes", files)


def reviewed(*findings: Finding, stats: Stats | None = None, model: str | None = "m") -> Reviewed:
    """Give a review with findings."""
    known = Stats(files=1, hunks=1, findings=len(findings), seconds=1.5)
    return Reviewed(change(), ranked(findings), stats or known, model)


def full() -> Reviewed:
    """Give a review with a bit of everything."""
    stats = Stats(
        files=1, hunks=1, findings=3, withheld=2, skips=SKIPS, suppressed={"dismissed": 4}
    )
    return reviewed(GUARD, QUERY, NOTE, stats=stats)


NASTY = (
    *("\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\x9b", "\r", "\n", "\t", "\ud800", "\udfff"),
    *("\u2028", "\u2029", "\u202e", "\ufeff", "\ufffe", "\uffff", "\U0001f600", "é", "日本"),
    *("]]>", "<![CDATA[", "-->", "<!--", "<script>alert(1)</script>", "</style>", "&amp;", "&#0;"),
    *(
        "```",
        "~~~~",
        "`",
        "``",
        "@octocat",
        "#12",
        "GH-3",
        "https://example.com/x",
        "www.example.com",
    ),
    *(
        "[a](http://example.com)",
        "![i](x)",
        "<img src=x>",
        "| a |",
        "* ",
        "# ",
        "1. ",
        "    ",
        "$x$",
    ),
    *(
        "::error::x",
        "::add-mask::",
        "##[error]x",
        "##vso[task.complete result=Failed;]x",
        "%0A",
        "%25",
    ),
    *("%AZP25", "]", ";", ",", ":", "{0}", "{{ x }}", "{% raw %}", "\\", "'", '"', "</details>"),
)


def texts(most: int = 6) -> st.SearchStrategy[str]:
    """Draw text of what formats trip over, among anything else; lone surrogates, too."""
    char = st.characters(categories=("L", "N", "P", "S", "Z", "C"))
    piece = st.one_of(st.sampled_from(NASTY), st.text(char, max_size=5))
    return st.lists(piece, max_size=most).map("".join)


def findings() -> st.SearchStrategy[Finding]:
    """Draw a finding in the file, with any text in it."""
    fields: dict[str, Any] = {
        "line": st.integers(1, 3),
        "severity": st.sampled_from(Severity),
        "category": st.sampled_from(Category),
        "confidence": st.floats(0, 1),
        "kind": st.sampled_from(
            ["", "slip", "opinion", "dropped-guard", "rule:No `tabs`", "stale-caller"]
        ),
        "message": texts(),
        "basis": texts(),
        "quote": texts(),
        "fix": st.none() | texts(),
        "reasoning": texts(),
        "path": st.just(PATH) | texts().map(lambda text: f"p{text}"),
    }
    built = st.builds(Finding, end_line=st.just(1), **fields)
    return built.map(lambda finding: replace(finding, end_line=finding.line))


def reviews() -> st.SearchStrategy[Reviewed]:
    """Draw a review with any text in it, in the code as well."""
    return st.builds(_review, st.lists(findings(), max_size=4), texts(), texts(), texts())


def _review(found: list[Finding], code: str, title: str, reason: str) -> Reviewed:
    base = change()
    (file,) = base.files
    hunk = file.hunks[0]
    text = code.replace("\n", " ")
    lines = tuple(
        dataclasses.replace(line, text=text) if line.new_number == 2 else line
        for line in hunk.lines
    )
    rows = NEW.split("\n")
    rows[1] = text
    file = replace(file, hunks=(replace(hunk, lines=lines),), new_text="\n".join(rows))
    stats = Stats(files=1, hunks=1, findings=len(found), skips=(Skip(f"s{code}", 0, reason),))
    return Reviewed(Change(title, (file,)), ranked(found), stats, title or None)
