"""Annotations are compared with what GitHub's own library writes, and read as the runner does."""

import json
import re
from dataclasses import replace

from hypothesis import given, settings

from r1_assistant.domain.finding import Severity
from r1_assistant.features.formats import render
from r1_assistant.features.formats.github import command
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.review.events import Stats
from support.readers import ACTIONS_CORE, node, unpacked
from support.reviews import GUARD, NASTY, QUERY, full, reviewed, reviews

THEIRS = """
const { issueCommand } = await import(process.argv[1]);
let text = '';
for await (const part of process.stdin) text += part;
for (const [name, properties, message] of JSON.parse(text)) issueCommand(name, properties, message);
"""

WORDS = """\
It fails for an empty list.
Why: The old side asks for `a` first.
Proposed fix:
        if not a:
            return None
        b = a[0]"""

Command = tuple[str, dict[str, str], str]


def parsed(line: str) -> Command | None:
    """Read a line as the runner does (actions/runner, ActionCommand); None if it is no command."""
    found = re.fullmatch(r"::(\w[\w-]*)(?: (.*?))?::(.*)", line.strip(), re.DOTALL)
    if not found:
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        return None
    name, listed, text = found.groups()
    pairs = [pair.partition("=") for pair in (listed or "").split(",") if pair]
    properties = {key: _unescaped(value, ":,") for key, _, value in pairs}
    return name, properties, _unescaped(text, "")


def _unescaped(text: str, also: str) -> str:
    for char in (*also, "\r", "\n", "%"):
        text = text.replace(f"%{ord(char):02X}", char)
    return text


def commands(text: str) -> list[Command]:
    return [found for line in text.splitlines() if (found := parsed(line))]


def test_commands() -> None:
    first, second, third = commands(render("github", full()))
    assert first == (
        "error",
        {
            "file": "src/a b.py",
            "line": "2",
            "endLine": "2",
            "col": "5",
            "endColumn": "13",
            "title": "Dropped guard (bug, 90%)",
        },
        WORDS,
    )
    assert (second[0], third[0]) == ("warning", "notice")
    assert second[1]["title"] == "SQL injection (security, 70%)"


def test_what_else_there_is_to_know_is_in_the_log() -> None:
    lines = render("github", full()).splitlines()[3:]
    assert lines == [
        "R1 Assistant: 3 findings (1 error, 1 warning, 1 note) in 1 hunk of 1 file.",
        "2 more findings not shown (--max-findings).",
        "4 findings not shown: dismissed.",
        "Not reviewed: 1 file (binary), 1 hunk (only removes lines).",
    ]


def test_there_are_ten_of_a_kind() -> None:
    many = [replace(GUARD, confidence=n / 20) for n in range(12)]
    notes = [replace(QUERY, severity=Severity.INFO, confidence=n / 20) for n in range(10)]
    text = render("github", reviewed(*many, *notes, QUERY))
    found = [name for name, _, _ in commands(text)]
    assert {name: found.count(name) for name in found} == {"error": 10, "warning": 1, "notice": 10}
    (said,) = [message for _, _, message in commands(text) if "more findings" in message]
    assert said.startswith("3 more findings in the log of this step")
    assert text.count("\n  src/a b.py:2: error: ") == 2
    assert text.count("\n  src/a b.py:3: info: ") == 1


def test_ten_are_not_too_many() -> None:
    text = render("github", reviewed(*[GUARD] * 10))
    assert len(commands(text)) == 10
    assert "more" not in text


def test_it_writes_what_githubs_library_writes() -> None:
    texts = [text for text in NASTY if text.isprintable() or text in "\r\n"]
    asked = [
        ("error", {"file": f"a{text}", "line": "3", "title": f"b{text}"}, text) for text in texts
    ]
    library = (unpacked(ACTIONS_CORE) / "lib" / "command.js").as_uri()
    theirs = node(THEIRS, library, stdin=json.dumps(asked))
    assert theirs.splitlines() == [command(*each) for each in asked]


@settings(max_examples=100, deadline=None)
@given(reviews())
def test_any_text_makes_no_other_command(content: Reviewed) -> None:
    text = render("github", content)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]", text)
    found = commands(text)
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    assert [name for name, _, _ in found] == [names[each.severity] for each in content.findings]
    for (_, properties, _), finding in zip(found, content.findings, strict=True):
        assert properties["line"] == str(finding.line)
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}


def test_an_interrupted_review_says_so() -> None:
    assert "interrupted" in render("github", reviewed(stats=Stats(interrupted=True)))
