from dataclasses import replace

import pytest

from r1_assistant.domain.finding import Category
from r1_assistant.features.formats.kinds import about
from r1_assistant.features.formats.weaknesses import WEAKNESSES
from r1_assistant.features.review.kinds import KINDS
from support.reviews import GUARD, QUERY


@pytest.mark.parametrize("kind", [*KINDS, "slip", "opinion", "rule:No Prints", "new-one", ""])
def test_every_kind_has_words(kind: str) -> None:
    said = about(replace(GUARD, kind=kind))
    assert said.id == (kind or "bug")
    assert said.title[0].isupper()
    assert said.name.isidentifier()
    assert said.name.lower() != said.id
    assert said.sentence.startswith("The line ")
    assert said.sentence.endswith(".")
    assert "{" not in said.sentence + said.remedy


def test_titles() -> None:
    assert about(QUERY).title == "SQL injection"
    assert about(replace(QUERY, kind="rule:no-tabs")).title == "No tabs"
    assert about(replace(QUERY, kind="rule:no-tabs")).silence == "r1: ignore[rule:no-tabs]"


def test_weaknesses_are_of_kinds_that_exist() -> None:
    assert set(WEAKNESSES) <= set(KINDS)
    security = {key for key, kind in KINDS.items() if kind.category is Category.SECURITY}
    assert security <= set(WEAKNESSES)
    assert about(QUERY).weakness == 89
