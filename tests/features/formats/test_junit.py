import io
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from junitparser import JUnitXml, TestSuite
from lxml import etree

from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.features.formats import render
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import Skip
from support.readers import JUNIT_SCHEMA, unpacked
from support.reviews import GUARD, change, full, reviewed, reviews


@pytest.fixture(scope="session")
def schema() -> etree.XMLSchema:
    """Jenkins's schema of the format."""
    file = unpacked(JUNIT_SCHEMA) / "test" / "resources" / "jenkins-junit.xsd"
    return etree.XMLSchema(etree.parse(str(file)))


def suite_of(content: Reviewed) -> TestSuite:
    (suite,) = JUnitXml.fromstring(render("junit", content).encode())
    assert isinstance(suite, TestSuite)
    return suite


def test_it_is_valid(schema: etree.XMLSchema) -> None:
    for content in (full(), reviewed()):
        schema.assertValid(etree.parse(io.BytesIO(render("junit", content).encode())))


def test_findings_fail_notes_pass_and_skips_are_skipped() -> None:
    suite = suite_of(full())
    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (5, 2, 2, 0)
    cases = [(case.classname, case.name) for case in suite]
    assert cases == [
        ("src/a b.py", "line 2: Dropped guard"),
        ("src/a b.py", "line 3: SQL injection"),
        ("src/a b.py", "line 1: API"),
        ("b.bin", "whole file"),
        ("c/d e.py", "hunk at line 7"),
    ]
    first, _, note, skipped, _ = suite
    (failure,) = first.result
    assert failure.type == "error.dropped-guard"
    assert failure.message == "It fails for an empty list."
    assert "Proposed fix:\n        if not a:" in failure.text
    assert first.system_out == GUARD.reasoning
    assert note.is_passed
    assert skipped.is_skipped


def test_a_clean_file_passes() -> None:
    hunk = change().files[0].hunks[0]
    clean = FileChange("ok.py", "ok.py", FileStatus.MODIFIED, (hunk,))
    binary = FileChange("b.bin", "b.bin", FileStatus.MODIFIED, skipped="binary")
    stats = Stats(skips=(Skip("b.bin", 0, "binary"),))
    suite = suite_of(Reviewed(Change("c", (clean, binary)), (), stats, None))
    assert [(case.classname, case.is_passed) for case in suite] == [
        ("ok.py", True),
        ("b.bin", False),
    ]


def test_an_interrupted_review_lets_nothing_pass() -> None:
    suite = suite_of(reviewed(stats=Stats(interrupted=True)))
    assert [(case.classname, case.is_skipped) for case in suite] == [("r1-review", True)]


def test_properties_and_the_summary() -> None:
    suite = suite_of(full())
    properties = {each.name: each.value for each in suite.properties()}
    assert properties["change"] == "staged changes"
    assert properties["model"] == "m"
    root = etree.fromstring(render("junit", full()).encode())
    (said,) = root.xpath("testsuite/system-out")
    assert said.text.startswith("3 findings (1 error, 1 warning, 1 note) in 1 hunk of 1 file.\n")


@settings(max_examples=100, deadline=None)
@given(reviews())
def test_any_text_is_valid(schema: etree.XMLSchema, content: Reviewed) -> None:
    text = render("junit", content)
    assert text.isascii()
    assert "<![CDATA[" not in text
    schema.assertValid(etree.fromstring(text.encode()).getroottree())
    assert not re.search(r"&#(x?0*[0-8bBcC]|1[4-9]|2\d|3[01]);", text)
    cases = list(suite_of(content))
    assert len(cases) >= len(content.findings)


def test_the_end_of_a_cdata_section_is_text() -> None:
    evil = replace(GUARD, message="a ]]> b <![CDATA[ c", basis="\x00\ud800\ufffe")
    (first, *_) = suite_of(reviewed(evil))
    assert "a ]]> b <![CDATA[ c" in first.result[0].text
    assert r"\x00\ud800\ufffe" in first.result[0].text
