"""JUnit XML: findings as failed tests, files without any as passed ones.

It holds to the schema that Jenkins publishes. All of it is ASCII, so that no encoding breaks it;
what XML 1.0 can't hold is shown as an escape.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from r1_assistant import __version__
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats import words
from r1_assistant.features.formats.kinds import about
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import cut, printable
from r1_assistant.features.review.skip import Skip

NAME = "r1-review"


def render(reviewed: Reviewed) -> str:
    """Write one suite: the findings, the clean files, and what was skipped."""
    cases = list(_cases(reviewed))
    failures = len(cases) - sum(case.find("failure") is None for case in cases)
    skipped = len(cases) - sum(case.find("skipped") is None for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(failures), "errors": "0"}
    time = f"{reviewed.stats.seconds:.3f}"
    root = Element("testsuites", {"name": NAME, **counts, "time": time})
    more = {"skipped": str(skipped), "time": time}
    suite = SubElement(root, "testsuite", {"name": NAME, **counts, **more})
    _add_properties(suite, reviewed)
    suite.extend(cases)
    _add_output(suite, _summary(reviewed))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, "us-ascii").decode()}'


def _add_properties(suite: Element, reviewed: Reviewed) -> None:
    properties = SubElement(suite, "properties")
    facts = {
        "version": __version__,
        "change": reviewed.change.title,
        "model": reviewed.model or "",
        "interrupted": str(reviewed.stats.interrupted).lower(),
    }
    for name, value in facts.items():
        if value:
            SubElement(properties, "property", {"name": name, "value": printable(value)})


def _cases(reviewed: Reviewed) -> Iterator[Element]:
    for finding in reviewed.findings:
        yield _found(finding)
    for path in reviewed.clean:
        yield _case(path, "no findings")
    for skip in reviewed.stats.skips:
        yield _skipped(skip)
    if reviewed.stats.interrupted:
        case = _case(NAME, "whole review")
        SubElement(case, "skipped").text = "The review was interrupted."
        yield case


def _found(finding: Finding) -> Element:
    """Make a test of a finding; a note does not fail it."""
    kind = about(finding)
    case = _case(finding.path, f"line {finding.line}: {kind.title}")
    head = f"{words.place(finding)}: {finding.severity.value}, {words.title(finding)}"
    text = f"{head}\n{words.explained(finding)}"
    if finding.severity is Severity.INFO:
        _add_output(case, text)
        return case
    said = cut(" ".join(words.message(finding).split()), 500)
    attributes = {"type": f"{finding.severity.value}.{kind.id}", "message": said}
    SubElement(case, "failure", attributes).text = text
    if thought := words.thought(finding):
        _add_output(case, thought)
    return case


def _skipped(skip: Skip) -> Element:
    case = _case(skip.path, f"hunk at line {skip.line}" if skip.line else "whole file")
    SubElement(case, "skipped").text = f"Not reviewed: {printable(skip.reason)}."
    return case


def _case(path: str, name: str) -> Element:
    return Element("testcase", {"classname": printable(path), "name": name, "time": "0"})


def _summary(reviewed: Reviewed) -> str:
    said = f"{words.summary(reviewed)}."
    return "\n".join([said, *words.remarks(reviewed.stats)])


def _add_output(element: Element, text: str) -> None:
    SubElement(element, "system-out").text = text
