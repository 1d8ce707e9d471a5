import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.context.impact.lines import old_line
from r1_assistant.context.impact.testing import is_test
from support.changes import change_of

LINES = st.lists(st.sampled_from("abcdefgh"), max_size=12)


@given(LINES, LINES, st.integers(1, 3))
def test_lines_that_stayed_are_found_on_the_old_side(
    old: list[str], new: list[str], context: int
) -> None:
    before, after = ("".join(f"{line}\n" for line in side) for side in (old, new))
    if before == after:
        return
    (file,) = change_of("a.py", before, after, context).files
    added = {line.new_number for hunk in file.hunks for line in hunk.added}
    for number, text in enumerate(new, 1):
        found = old_line(file, number)
        assert (found is None) == (number in added)
        if found is not None:
            assert old[found - 1] == text


@pytest.mark.parametrize(
    "path",
    [
        "tests/a.py",
        "a/test_b.py",
        "a/b_test.go",
        "src/__tests__/a.js",
        "a.spec.ts",
        "a/AreaTest.java",
        "spec/a_spec.rb",
        "conftest.py",
    ],
)
def test_files_of_tests(path: str) -> None:
    assert is_test(path)


@pytest.mark.parametrize("path", ["a.py", "contest.py", "latest/a.go", "attest.js", "a/protest.rb"])
def test_other_files(path: str) -> None:
    assert not is_test(path)
