"""docs/formats.md says what is so: its formats, its limits, and its examples."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from r1_assistant.cli import review
from r1_assistant.cli.options.output import FORMS
from r1_assistant.features.formats import github, markdown
from r1_assistant.features.formats.sarif import flows, log, places

PAGE = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"<!-- demo (\w+) -->\n```\w*\n(.*?)\n```", PAGE, re.DOTALL)


def test_every_format_is_in_the_table() -> None:
    table = PAGE.partition("## Files")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == FORMS


def test_limits() -> None:
    limits = PAGE.partition("## Limits")[2].partition("## sarif")[0]
    for number in (
        log.MOST_RESULTS,
        flows.MOST_STEPS,
        markdown.MOST_BYTES,
        github.MOST,
        places.MOST_SNIPPET,
    ):
        assert f"{number:,} " in limits
    assert f"{log.MOST_BYTES // 1_000_000} MB packed" in limits


@pytest.mark.parametrize(("form", "example"), EXAMPLES, ids=[form for form, _ in EXAMPLES])
def test_examples_are_of_real_runs(
    form: str, example: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review.run(review.parse(["--demo", "--no-model", "--format", form]))
    said = capsys.readouterr().out
    if example.startswith("{"):
        assert json.loads(example) in list(_objects(json.loads(said)))
    else:
        assert _without_confidence(example) == _without_confidence(said.rstrip("\n"))


def test_there_are_examples() -> None:
    assert {form for form, _ in EXAMPLES} >= {"sarif", "github", "rdjson", "gitlab", "azure"}


def _without_confidence(text: str) -> str:
    return re.sub(r"\d+%25\)", "?)", text)


def _objects(value: Any) -> list[dict[str, Any]]:
    found = [value] if isinstance(value, dict) else []
    children = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        found += [each for child in children for each in _objects(child)]
    return found
