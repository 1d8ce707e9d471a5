import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from r1_assistant.github.markdown import block, code, hides, paragraphs, plain

LIVE = re.compile(
    r"@[\w-]|#\d|GH-\d|://|www\.|mailto:[^\s\u200b]|:[a-z0-9_+-]+:|\b[0-9a-f]{7,40}\b",
    re.IGNORECASE,
)
"""What GitHub makes a link, a mention or a picture of in the text that Markdown leaves."""

NASTY = [
    "@octocat and @octo/team, a@b.example",
    "fixes #12, GH-3, octo/app#4",
    "see https://evil.example/x and www.evil.example, mailto:a@b",
    "![x](https://evil.example/pixel.png) [click](javascript:alert(1)) [a]: b",
    "<img src=x onerror=alert(1)> <!-- r1-assistant finding=1 --> </details>",
    "**bold** _it_ ~~gone~~ `code with @octocat` `` a ` b `` | table |",
    "`unbalanced @octocat <b>",
    "``` @octocat",
    "# heading",
    "- [ ] task",
    "1. list",
    "> quote",
    "=== ",
    "deadbeefcafe1234 :rocket: $x^2$ \\@octocat \\`@octocat",
    "&#64;octocat &commat;octocat &lt;b&gt;",
    "\u202eevil\u202c \x1b[31m \x00",
    "a\n\n@octocat\n# b",
    "- @octocat",
    "[^1] ^x^ :::warning",
]


def rendered(text: str) -> tuple[set[str], str]:
    """Render with another program: the kinds of its tokens, and the text outside of code."""
    kinds, words = set(), []
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text):
        kinds.add(token.type)
        for child in token.children or ():
            kinds.add(child.type)
            if child.type == "text":
                words.append(child.content)
    return kinds, "\n".join(words)


HARMLESS = {"paragraph_open", "paragraph_close", "inline", "text", "code_inline", "text_special"}


@pytest.mark.parametrize("text", NASTY)
def test_nothing_of_a_text_is_live(text: str) -> None:
    kinds, words = rendered(plain(text))
    assert kinds <= HARMLESS
    assert not LIVE.search(words), words


@given(
    st.text(alphabet=st.sampled_from("a@b#1:/`*_<>![]()&;\\~|$ -=.wGH\n{}x!^\u200b"), max_size=40)
)
def test_nothing_of_any_text_is_live(text: str) -> None:
    kinds, words = rendered(plain(text))
    assert kinds <= HARMLESS
    assert not LIVE.search(words), words


def test_a_text_reads_as_it_was() -> None:
    _, words = rendered(plain("Use `f(x)` where a < b & *c* [d] is 2_000"))
    assert words.replace("\n", "") == "Use  where a < b & *c* [d] is 2_000"


def test_code_in_a_text_stays_code() -> None:
    assert plain("`load` ends") == "`load` ends"
    assert plain("see ``a`b``") == "see ``a`b``"


def test_paragraphs_stay_apart() -> None:
    assert paragraphs("one\ntwo\n\nthree") == "one\n\ntwo\n\nthree"


@pytest.mark.parametrize("text", ["x", "a`b", "``", " `x", "a``b```c", "@octocat"])
def test_code_within_a_line(text: str) -> None:
    kinds, words = rendered(f"see {code(text)} here")
    assert "code_inline" in kinds
    assert "octocat" not in words


@pytest.mark.parametrize("text", ["x = 1", "```\n@octocat", "````", "a\n`````b\n", ""])
def test_a_block_ends_where_it_should(text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(f"{block(text, 'diff')}\n\nbehind")
    assert tokens[0].type == "fence"
    assert tokens[0].content == (f"{text}\n" if text else "")
    assert tokens[2].content == "behind"


def test_unseen_characters_are_seen() -> None:
    assert plain("a\u202eb") == "a\\\\u202eb"
    assert hides("a\u200bb")
    assert not hides("a\tb\nc")
