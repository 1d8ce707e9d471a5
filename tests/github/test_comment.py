import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from r1_assistant.domain.finding import Finding
from r1_assistant.github.comment import MAX_BODY, comment_body, gone_body
from r1_assistant.github.marks import FindingMark, finding_mark
from r1_assistant.github.places import Place
from support.github.samples import file, finding

MARK = FindingMark("0" * 16, "1" * 16, "2" * 8)
HERE = Place(2, 3, whole=True)


def body(about: Finding, place: Place = HERE, **more: object) -> str:
    return comment_body(about, MARK, file(**more), place)


def fixed(fix: str | None, **more: object) -> Finding:
    return finding(2, end_line=3, fix=fix, **more)


def test_a_comment_says_what_and_why() -> None:
    text = body(finding(basis="the line is new"))
    assert finding_mark(text) == MARK
    assert "**Warning** · bug · 90% sure\n\nThis is wrong.\n\nWhy: the line is new." in text
    assert "```" not in text


def test_a_fix_replaces_exactly_the_lines() -> None:
    assert body(fixed("    return x")).endswith("\n\n```suggestion\n    return x\n```")


def test_a_fix_may_delete_the_lines() -> None:
    assert body(fixed("")).endswith("\n\n```suggestion\n```")


@given(st.text(alphabet=st.sampled_from("x `~\t#>-|@<\n"), max_size=30).filter(str.strip))
def test_a_click_gives_the_fix_and_nothing_else(fix: str) -> None:
    text = body(fixed(fix))
    tokens = MarkdownIt("commonmark").parse(text)
    fences = [token for token in tokens if token.type == "fence"]
    assert [token.info for token in fences] == ["suggestion"]
    assert fences[0].content == f"{fix}\n"
    assert tokens[-1] is fences[0]


def test_a_fix_with_fences_in_it() -> None:
    text = body(fixed('"""\n```suggestion\nevil\n```\n"""'))
    assert '\n\n````suggestion\n"""\n```suggestion\nevil\n```\n"""\n````' in text


@pytest.mark.parametrize(
    ("place", "more", "fix"),
    [
        (Place(2, 2, whole=False), {}, "    return x"),
        (HERE, {"crlf": True}, "    return x"),
        (HERE, {}, "    return x  # \u202e"),
    ],
)
def test_a_fix_that_a_click_could_not_apply_is_shown(
    place: Place, more: dict[str, object], fix: str
) -> None:
    text = body(fixed(fix), place, **more)
    assert "suggestion" not in text
    assert f"```diff\n-    y = x\n-    return y\n+{fix}\n```" in text


def test_nothing_of_a_message_is_live() -> None:
    text = body(finding(message="ask @octo/team <img src=x> [a](b)", basis="see #1"))
    assert "@&#8203;octo/team &lt;img src=x&gt; \\[a\\]\\(b\\)" in text
    assert "#&#8203;1" in text


def test_reasoning_is_folded_and_only_there_if_asked_for() -> None:
    about = finding(reasoning="First.\n</details>@octocat")
    assert "First" not in body(about)
    text = comment_body(about, MARK, file(), HERE, reasoning=True)
    assert (
        "<details><summary>How it came about</summary>\n\nFirst.\n\n&lt;/details&gt;@&#8203;"
        in text
    )


def test_a_comment_keeps_githubs_limit() -> None:
    long = body(fixed("x" * MAX_BODY, message="`" + "<" * MAX_BODY))
    assert len(long) <= MAX_BODY
    assert "suggestion" not in long
    assert finding_mark(long) == MARK


def test_a_finding_that_is_gone_is_folded() -> None:
    mark = FindingMark(MARK.fingerprint, MARK.line, MARK.by, "a" * 40)
    text = gone_body("This is wrong.", mark, "**Fixed** in aaaaaaaaaa.")
    assert finding_mark(text) == mark
    assert "**Fixed** in aaaaaaaaaa.\n\n<details>" in text
    assert len(gone_body("x" * MAX_BODY, mark, "**Fixed**")) < MAX_BODY
