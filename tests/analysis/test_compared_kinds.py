"""Each kind that these rules name has its words."""

import re
from pathlib import Path

import pytest

from r1_assistant.analysis import contracts, names, twins
from r1_assistant.features.review.kinds import KINDS


@pytest.mark.parametrize("package", [twins, names, contracts])
def test_each_kind_of_a_rule_has_words(package: object) -> None:
    folder = Path(str(getattr(package, "__file__", ""))).parent
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r'(?:Trace\(\s*|^KIND = )"([a-z-]+)"', text, re.MULTILINE))
    assert named
    assert named <= KINDS.keys()
