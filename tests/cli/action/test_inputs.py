import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.cli.action.inputs import FORMATS, PREFIX, Inputs, read_inputs
from r1_assistant.cli.report.outputs import TEXT
from r1_assistant.domain.errors import UsageError
from r1_assistant.features.formats import FORMS

NAMES = ("MODEL", "EFFORT", "FAIL_ON", "PATHS", "POST", "SARIF", "MAX_FINDINGS", "PULL_REQUEST")


def test_what_is_empty_is_as_good_as_nothing() -> None:
    assert read_inputs({}) == read_inputs({f"{PREFIX}{name}": " " for name in NAMES}) == Inputs()


def test_all_of_them_are_read() -> None:
    given = {"MODEL": "m-1", "NO_MODEL": "false", "POST": "true", "PATHS": "src/\n\n a b.py \n"}
    found = read_inputs({f"{PREFIX}{name}": value for name, value in given.items()})
    assert (found.model, found.post, found.paths) == ("m-1", True, ("src/", "a b.py"))


def test_other_files_are_named_with_their_formats() -> None:
    found = read_inputs({f"{PREFIX}OUTPUT": "junit=r1.xml\n html = a=b.html"})
    assert found.outputs == (("junit", "r1.xml"), ("html", "a=b.html"))


def test_the_formats_are_those_of_the_review() -> None:
    assert set(FORMATS) == {TEXT, *FORMS} - {"github"}


def test_no_model_goes_before_a_model() -> None:
    assert read_inputs({f"{PREFIX}MODEL": "m", f"{PREFIX}NO_MODEL": "true"}).model == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EFFORT", "huge"),
        ("FAIL_ON", "Error"),
        ("POST", "yes"),
        ("MODEL", "--again"),
        ("MODEL", "../x"),
        ("MAX_FINDINGS", "0"),
        ("TIME_LIMIT", "1.5"),
        ("PULL_REQUEST", "3; rm"),
        ("SARIF", "a\0b"),
        ("OUTPUT", "r1.xml"),
        ("OUTPUT", "github=x"),
        ("OUTPUT", "junit="),
    ],
)
def test_a_wrong_one_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"The input {name.lower().replace('_', '-')} is"):
        read_inputs({f"{PREFIX}{name}": value})


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([PREFIX + name for name in NAMES]), st.text()))
def test_anything_is_read_or_refused(environ: dict[str, str]) -> None:
    with contextlib.suppress(UsageError):
        found = read_inputs(environ)
        assert not found.model.startswith("-")
        assert found.pull_request >= 0
