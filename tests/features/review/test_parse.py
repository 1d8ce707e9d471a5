import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.parse import Claim, parse_claims, parse_code

ITEM = {"line": 3, "severity": "error", "category": "bug", "message": "It fails."}
CLAIM = Claim(3, "", Severity.ERROR, Category.BUG, "It fails.", "")


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps({"findings": [ITEM]}),
        json.dumps([ITEM]),
        f"Here you are:\n```json\n{json.dumps({'findings': [ITEM]})}\n```\nAnything else?",
        f"Sure. {json.dumps({'findings': [ITEM]})} That is all.",
    ],
)
def test_claims_are_read(answer: str) -> None:
    assert parse_claims(answer) == ((CLAIM,), ())


def test_no_claim_is_no_problem() -> None:
    assert parse_claims('{"findings":[]}') == ((), ())


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", "not JSON"),
        ("Looks good to me.", "not JSON"),
        ('{"findings": [', "broken"),
        ("[" * 100_000, "broken"),
        ('{"result": 1}', "no list"),
        ('{"findings": [7]}', "not an object"),
        ('{"findings": [{"line": true, "message": "x"}]}', "no line"),
        ('{"findings": [{"line": 1}]}', "no message"),
        ('{"findings": [{"line": 1, "message": "x", "severity": "huge"}]}', "no known kind"),
        ('{"findings": [{"line": 1, "message": "x", "category": []}]}', "no known kind"),
    ],
)
def test_what_cannot_be_read_is_a_problem(answer: str, problem: str) -> None:
    claims, (said,) = parse_claims(answer)
    assert claims == ()
    assert problem in said


def test_a_broken_claim_leaves_the_others() -> None:
    claims, problems = parse_claims(json.dumps({"findings": ["?", ITEM]}))
    assert claims == (CLAIM,)
    assert len(problems) == 1


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_nothing_raises(answer: str) -> None:
    parse_claims(answer)
    parse_code(answer)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("```python\na = 1\n```", "a = 1"),
        ("Here:\n```\na = 1\n```\nbye", "a = 1"),
        ("```python\na = 1", "a = 1"),
        ("a = 1", "a = 1"),
    ],
)
def test_code_is_taken_out_of_its_fence(answer: str, code: str) -> None:
    assert parse_code(answer) == code
