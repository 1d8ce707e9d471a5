"""Logging commands are written and read by Microsoft's own library for tasks."""

import json
import re
from dataclasses import replace
from typing import Any

from hypothesis import given, settings

from r1_assistant.domain.finding import Severity
from r1_assistant.features.formats import render
from r1_assistant.features.formats.azure import command
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.review.events import Stats
from support.readers import AZURE_TASKS, node, unpacked
from support.reviews import GUARD, NASTY, NOTE, full, reviewed, reviews

_READ = """
const { TaskCommand, commandFromString } = (await import(process.argv[1])).default;
let text = '';
for await (const part of process.stdin) text += part;
const { write, read } = JSON.parse(text);
const written = write.map(([n, p, m]) => new TaskCommand(n, p, m).toString());
const known = read.map((line) => commandFromString(line));
process.stdout.write(JSON.stringify({ written, known }));
"""


def by_their_library(write: list[Any], read: list[str]) -> dict[str, Any]:
    library = (unpacked(AZURE_TASKS) / "taskcommand.js").as_uri()
    content = json.loads(node(_READ, library, stdin=json.dumps({"write": write, "read": read})))
    assert isinstance(content, dict)
    return content


def lines_of(text: str) -> tuple[list[str], list[str]]:
    """Tell commands from the other lines, in which the agent must find none."""
    lines = text.split("\n")
    found = [line for line in lines if line.startswith("##vso[")]
    rest = [line for line in lines if not line.startswith("##vso[")]
    assert not any("##vso[" in line or "##[" in line for line in rest)
    return found, rest


def test_issues() -> None:
    found, rest = lines_of(render("azure", full()))
    first, second, last = by_their_library([], found)["known"]
    assert first == {
        "command": "task.logissue",
        "properties": {
            "type": "error",
            "sourcepath": "src/a b.py",
            "linenumber": "2",
            "columnnumber": "5",
            "code": "dropped-guard",
        },
        "message": "It fails for an empty list.\nWhy: The old side asks for `a` first.\n"
        "Proposed fix:\n        if not a:\n            return None\n        b = a[0]",
    }
    assert second["properties"]["type"] == "warning"
    assert (last["command"], last["properties"]) == (
        "task.complete",
        {"result": "SucceededWithIssues"},
    )
    assert rest[0] == "src/a b.py:1: info: It fails for an empty list."


def test_without_issues_nothing_is_said_of_the_result() -> None:
    assert lines_of(render("azure", reviewed(NOTE)))[0] == []
    assert lines_of(render("azure", reviewed()))[0] == []
    interrupted = render("azure", reviewed(stats=Stats(interrupted=True)))
    assert len(lines_of(interrupted)[0]) == 1


def test_it_writes_what_microsofts_library_writes() -> None:
    texts = [text for text in NASTY if text.isprintable() or text in "\r\n"]
    asked = [
        ("task.logissue", {"type": "error", "sourcepath": f"a{text}", "code": f"b{text}"}, text)
        for text in texts
    ]
    assert by_their_library(asked, [])["written"] == [command(*each) for each in asked]


@settings(max_examples=100, deadline=None)
@given(reviews())
def test_any_text_makes_no_other_command(content: Reviewed) -> None:
    text = render("azure", content)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]", text)
    found, _ = lines_of(text)
    issues = [each for each in content.findings if each.severity is not Severity.INFO]
    assert len(found) == len(issues) + bool(issues)
    for line, finding in zip(found, issues, strict=False):
        head = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\].*", line)
        assert head
        properties = dict(part.split("=", 1) for part in head[1].split(";") if part)
        assert properties["type"] == finding.severity.value
        assert properties["linenumber"] == str(finding.line)
        assert len(properties) == 5


def test_a_bracket_in_a_path_ends_nothing() -> None:
    odd = replace(GUARD, path="a];type=x/[b].py")
    ((issue, _), _) = lines_of(render("azure", reviewed(odd)))
    (known,) = by_their_library([], [issue])["known"]
    assert known["properties"]["sourcepath"] == "a];type=x/[b].py"
