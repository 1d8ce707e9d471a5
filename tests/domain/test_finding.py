"""Categories, built in and the team's own."""

import json
from dataclasses import asdict

import pytest

from r1_assistant.domain.finding import (
    Category,
    CustomCategory,
    Finding,
    Severity,
    category_of,
)
from r1_assistant.domain.kind_names import KIND_NAMES
from r1_assistant.features.review.answered import finding_of
from r1_assistant.features.review.candidate import SLIP
from r1_assistant.features.review.kinds import KINDS
from r1_assistant.features.review.opinions import OPINION


def test_a_category_of_ones_own_survives_being_kept() -> None:
    own = CustomCategory("legal")
    finding = Finding("a.py", 1, 1, Severity.INFO, own, 0.5, "m", "q", None, "", kind="rule:x")
    kept = finding_of(json.loads(json.dumps(asdict(finding))))
    assert kept == finding
    assert (kept.category.value, str(kept.category), type(kept.category)) == (
        *("legal", "legal"),
        CustomCategory,
    )


def test_names_of_categories() -> None:
    assert category_of("security") is Category.SECURITY
    assert category_of("legal-2") == CustomCategory("legal-2")
    for name in ("", "Legal", "a b", "a" * 41, "é", "a\n"):
        with pytest.raises(ValueError, match="no name of a category"):
            category_of(name)


def test_settings_know_every_kind() -> None:
    assert sorted(KIND_NAMES) == sorted({*KINDS, SLIP, OPINION})
