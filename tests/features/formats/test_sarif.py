import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given, settings
from sarif import loader

from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.formats import render
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.review.events import Stats
from support.readers import SARIF_SCHEMA, schema
from support.reviews import GUARD, NOTE, QUERY, full, reviewed, reviews


@pytest.fixture(scope="session")
def validator() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(schema(SARIF_SCHEMA, "lib/schemas/sarif-2.1.0-rtm.5.json"))


def run_of(content: Reviewed) -> dict[str, Any]:
    log = json.loads(render("sarif", content))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_it_is_valid(validator: jsonschema.Draft4Validator) -> None:
    validator.validate(json.loads(render("sarif", full())))
    validator.validate(json.loads(render("sarif", reviewed())))


def test_the_schema_finds_what_is_wrong(validator: jsonschema.Draft4Validator) -> None:
    log = json.loads(render("sarif", full()))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not validator.is_valid(log)


@settings(max_examples=40, deadline=None)
@given(reviews())
def test_any_text_is_valid(validator: jsonschema.Draft4Validator, content: Reviewed) -> None:
    text = render("sarif", content)
    assert text.isascii()
    log = json.loads(text)
    validator.validate(log)
    json.dumps(log, ensure_ascii=False).encode()  # no lone surrogates
    assert len(log["runs"][0]["results"]) == len(content.findings)


def test_sarif_tools_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "r1.sarif"
    file.write_text(render("sarif", full()), encoding="utf-8")
    read = loader.load_sarif_file(str(file))
    assert read.get_result_count() == 3
    counts = {
        severity: read.get_report().get_issue_count_for_severity(severity)
        for severity in ("error", "warning", "note", "none")
    }
    assert counts == {"error": 1, "warning": 1, "note": 1, "none": 0}
    rows = read.get_records()
    assert [(row["Location"], row["Line"]) for row in rows] == [
        ("src/a%20b.py", 2),
        ("src/a%20b.py", 3),
        ("src/a%20b.py", 1),
    ]
    assert rows[0]["Code"] == "dropped-guard"


def test_rules_are_those_that_occur() -> None:
    run = run_of(full())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["dropped-guard", "sql-injection", "api"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    guard, query, _ = rules
    assert guard["name"] == "DroppedGuard"
    assert guard["defaultConfiguration"] == {"level": "error"}
    assert guard["shortDescription"]["text"] == "Dropped guard."
    assert "{subject}" not in json.dumps(rules)
    assert "security-severity" not in guard["properties"]
    assert query["properties"]["tags"] == ["security", "external/cwe/cwe-089"]
    assert 7 <= float(query["properties"]["security-severity"]) < 9
    assert "r1: ignore[sql-injection]" in query["help"]["text"]


def test_a_result() -> None:
    (result,) = run_of(reviewed(GUARD))["results"]
    assert (result["level"], result["rank"]) == ("error", 90.0)
    assert result["message"]["text"] == (
        "It fails for an empty list.\nWhy: The old side asks for `a` first."
    )
    (location,) = result["locations"]
    place = location["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "src/a%20b.py", "uriBaseId": "SRCROOT"}
    assert place["region"] == {
        "startLine": 2,
        "endLine": 2,
        "startColumn": 5,
        "endColumn": 13,
        "snippet": {"text": "b = a[0]"},
    }
    assert place["contextRegion"]["snippet"]["text"].startswith("def f(a):\n")
    assert result["partialFingerprints"] == {
        "r1Fingerprint/v1": GUARD.fingerprint,
        "primaryLocationLineHash": f"{GUARD.fingerprint}:1",
    }
    assert result["properties"]["kind"] == "dropped-guard"


def test_the_reasoning_is_a_flow() -> None:
    (result,) = run_of(reviewed(GUARD))["results"]
    (flow,) = result["codeFlows"]
    (thread,) = flow["threadFlows"]
    steps = [each["location"] for each in thread["locations"]]
    assert [each["message"]["text"] for each in steps] == [
        "First look at line 1.",
        "Then at the call.",
    ]
    assert [each["physicalLocation"]["region"]["startLine"] for each in steps] == [1, 2]


def test_places_elsewhere_are_those_that_the_program_found() -> None:
    said = "src/c.py:7: f(1)\nsrc/d e.py:9: f(2)"
    broken = replace(GUARD, kind="stale-signature", reasoning=said, fix=None)
    (result,) = run_of(reviewed(broken))["results"]
    related = [each["physicalLocation"] for each in result["relatedLocations"]]
    assert [each["artifactLocation"]["uri"] for each in related] == ["src/c.py", "src/d%20e.py"]
    (result,) = run_of(reviewed(replace(broken, kind="opinion")))["results"]
    assert "relatedLocations" not in result
    assert "d%20e.py" not in json.dumps(result["codeFlows"])


def test_no_place_names_the_machine() -> None:
    run = run_of(full())
    assert run["originalUriBaseIds"] == {
        "SRCROOT": {"description": {"text": "The top of the repository."}}
    }
    assert run["columnKind"] == "unicodeCodePoints"
    assert str(Path.cwd()) not in json.dumps(run)


@pytest.mark.parametrize("path", ["ä/#?.py", "c:/x.py", "/etc/x", "a%20b", "a\\b", "日本.py"])
def test_addresses_are_relative_and_encoded(path: str) -> None:
    (result,) = run_of(reviewed(replace(NOTE, path=path)))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert unquote(uri) == path.lstrip("/")
    assert not set(uri) & set(":?#\\ ")
    assert not uri.startswith("/")


def test_what_is_said_of_the_review() -> None:
    (invocation,) = run_of(full())["invocations"]
    assert invocation["executionSuccessful"] is True
    notes = invocation["toolExecutionNotifications"]
    assert [each["descriptor"]["id"] for each in notes] == [
        "silenced",
        "left-out",
        "skipped",
        "skipped",
    ]
    where = [each["locations"][0]["physicalLocation"] for each in notes[2:]]
    assert where[0] == {"artifactLocation": {"uri": "b.bin", "uriBaseId": "SRCROOT"}}
    assert where[1]["region"] == {"startLine": 7}


def test_an_interrupted_review_says_so() -> None:
    (invocation,) = run_of(reviewed(GUARD, stats=Stats(interrupted=True)))["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert note["level"] == "error"
    assert "interrupted" in note["message"]["text"]


def test_the_same_again_has_a_number() -> None:
    twice = [run["partialFingerprints"] for run in run_of(reviewed(GUARD, GUARD))["results"]]
    assert [each["primaryLocationLineHash"][-2:] for each in twice] == [":1", ":2"]


def test_what_looks_like_a_link_is_none() -> None:
    evil = replace(GUARD, message="See [this](http://example.com) and a[0].", basis="")
    (result,) = run_of(reviewed(evil))["results"]
    assert result["message"]["text"] == r"See \[this\](http://example.com) and a\[0\]."


def test_a_finding_in_a_file_that_is_not_changed() -> None:
    other = replace(QUERY, path="other.py", line=9, end_line=9, category=Category.API)
    (result,) = run_of(reviewed(other))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 9, "endLine": 9}


def test_a_byte_order_mark_is_no_part_of_the_code() -> None:
    text = "\ufeffx = 1\ny = 2\n"
    file = FileChange("a.py", "a.py", FileStatus.MODIFIED, new_text=text)
    first = replace(GUARD, path="a.py", line=1, end_line=1, fix="\ufeffx = 2")
    review = Reviewed(Change("c", (file,)), (first,), Stats(), None)
    (result,) = run_of(review)["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["endColumn"], region["snippet"]["text"]) == (6, "x = 1")
    (made,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert made["insertedContent"]["text"] == "x = 2"


@pytest.mark.parametrize("severity", list(Severity))
def test_a_rule_of_the_repository(severity: Severity) -> None:
    own = replace(GUARD, kind="rule:no-prints", severity=severity)
    (rule,) = run_of(reviewed(own))["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"]) == ("rule:no-prints", "NoPrints")
    assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
