"""Reviewdog's format, read by a validator of its own and applied as reviewdog describes ranges."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from r1_assistant.features.formats import render
from r1_assistant.features.formats.reviewed import Reviewed
from support.readers import RDJSON_VALIDATOR, node, unpacked
from support.reviews import GUARD, NEW, QUERY, full, reviewed, reviews

_VALIDATE = """
const { Validator } = (await import(process.argv[1])).default;
let text = '';
for await (const part of process.stdin) text += part;
const validator = new Validator({ strictMode: true, allowExtraFields: false });
const results = JSON.parse(text).map((each) => validator.validate(each));
process.stdout.write(JSON.stringify(results));
"""


def problems(*documents: str) -> list[list[Any]]:
    """Have documents validated, and give what is wrong in each."""
    library = (unpacked(RDJSON_VALIDATOR) / "dist" / "validator" / "index.js").as_uri()
    done = node(_VALIDATE, library, stdin=f"[{','.join(documents)}]")
    return [result["errors"] for result in json.loads(done)]


def diagnostics(content: Reviewed) -> list[dict[str, Any]]:
    listed = json.loads(render("rdjson", content))["diagnostics"]
    assert isinstance(listed, list)
    return listed


def test_the_validator_has_no_complaint() -> None:
    assert problems(render("rdjson", full()), render("rdjson", reviewed())) == [[], []]


def test_the_validator_finds_what_is_wrong() -> None:
    content = json.loads(render("rdjson", full()))
    content["diagnostics"][0]["location"]["range"]["start"]["line"] = 0
    (wrong,) = problems(json.dumps(content))
    assert wrong


def test_a_diagnostic() -> None:
    first, second, third = diagnostics(full())
    assert first["location"] == {
        "path": "src/a b.py",
        "range": {"start": {"line": 2, "column": 5}, "end": {"line": 2, "column": 13}},
    }
    assert first["code"] == {"value": "dropped-guard"}
    assert [each["severity"] for each in (first, second, third)] == ["ERROR", "WARNING", "INFO"]
    assert first["suggestions"] == [
        {"range": {"start": {"line": 2}, "end": {"line": 2}}, "text": GUARD.fix}
    ]
    assert "suggestions" not in second


def test_columns_count_bytes() -> None:
    review = reviewed(GUARD)
    (file,) = review.change.files
    text = NEW.replace("b = a[0]", "é = '\U00010400'")
    change = replace(review.change, files=(replace(file, new_text=text),))
    ((first),) = diagnostics(replace(review, change=change))
    place = first["location"]["range"]
    assert place["start"]["column"] == 5
    assert place["end"]["column"] == 5 + len("é = '\U00010400'".encode())


@pytest.mark.parametrize("fix", ["", "    c = 1", "    c = 1\n    d = 2"])
def test_a_suggestion_stands_for_whole_lines(fix: str) -> None:
    wide = replace(GUARD, line=2, end_line=3, fix=fix)
    ((first),) = diagnostics(reviewed(wide))
    ((suggestion),) = first["suggestions"]
    start, end = (suggestion["range"][side]["line"] for side in ("start", "end"))
    rows = NEW.splitlines()
    text = suggestion["text"]
    # as reviewdog does for a range without columns, where an empty text leaves no line behind
    result = [*rows[: start - 1], *(text.split("\n") if text else []), *rows[end:]]
    assert result == ["def f(a):", *(fix.split("\n") if fix else [])]


def test_a_finding_in_a_file_that_is_not_changed_has_lines_alone() -> None:
    ((first),) = diagnostics(reviewed(replace(QUERY, path="other.py")))
    assert first["location"]["range"] == {"start": {"line": 3}, "end": {"line": 3}}


def test_any_text() -> None:
    documents = []

    @settings(max_examples=60, deadline=None)
    @given(reviews())
    def collect(content: Reviewed) -> None:
        text = render("rdjson", content)
        assert text.isascii()
        json.dumps(json.loads(text), ensure_ascii=False).encode()  # protojson refuses surrogates
        documents.append(text)

    collect()
    assert [each for each in problems(*documents) if each] == []
