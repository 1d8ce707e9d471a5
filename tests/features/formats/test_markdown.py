"""What markdown-it makes of a report: no markup but ours, no links, and the code as it is."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from r1_assistant.features.formats import markdown, render
from r1_assistant.features.formats.markup import code, fenced, html_text, text
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import printable, printable_lines
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import Skip
from support.reviews import GUARD, QUERY, full, reviewed, reviews, texts

FOLD = re.compile(r"</details>|<details><summary>[^<>]*</summary>")
LINKED = re.compile(r"[@#!]\w|://|\bwww\.|\bGH-\d", re.IGNORECASE)


def tokens(source: str) -> list[Token]:
    """Read Markdown as GitHub does, all tokens in a row."""
    flat: list[Token] = []
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(source):
        flat += [token, *(token.children or [])]
    return flat


def check(source: str) -> list[Token]:
    """Check that nothing but our own markup is in a report."""
    found = tokens(source)
    for token in found:
        assert token.type not in ("link_open", "image", "html_inline", "table_open", "code_block")
        if token.type == "html_block":
            assert FOLD.fullmatch(token.content.strip())
        if token.type == "text":
            assert not LINKED.search(token.content)
    return found


def test_a_report() -> None:
    found = check(render("markdown", full()))
    headings = [found[at + 1].content for at, t in enumerate(found) if t.type == "heading_open"]
    assert headings[0] == "R1 Assistant: review of the staged changes"
    assert len(headings) == 4
    fences = [(token.info, token.content) for token in found if token.type == "fence"]
    assert fences[0][0] == "diff"
    assert "-    if a:\n-        return a\n" in fences[0][1]
    assert fences[1] == (
        "diff",
        "+    if not a:\n+        return None\n     b = a[0]\n",
    )
    assert fences[2] == ("text", f"{GUARD.reasoning}\n")
    assert "Not reviewed: 2" in render("markdown", full())


@settings(max_examples=100, deadline=None)
@given(reviews())
def test_any_text_stays_text(content: Reviewed) -> None:
    source = render("markdown", content)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]", source)
    found = check(source)
    assert sum(token.type == "heading_open" for token in found) == 1 + len(content.findings)
    folds = [token for token in found if token.type == "html_block"]
    assert len(folds) % 2 == 0


@settings(max_examples=200, deadline=None)
@given(texts())
def test_a_block_of_code_holds_all_of_it(words: str) -> None:
    (fence,) = tokens(fenced(words))
    assert fence.type == "fence"
    assert fence.content == f"{printable_lines(words)}\n"


@settings(max_examples=200, deadline=None)
@given(texts())
def test_code_in_a_line_holds_all_of_it(words: str) -> None:
    found = [token for token in tokens(f"a {code(words)} b") if token.type == "code_inline"]
    (inline,) = found
    assert inline.content.strip() == printable(words).strip()


@settings(max_examples=300, deadline=None)
@given(texts())
def test_words_come_out_as_they_went_in(words: str) -> None:
    words = words.replace("`", "'")
    found = tokens(f"{text(words)}")
    said = "".join(t.content for t in found if t.type in ("text", "text_special"))
    expected = " ".join(printable_lines(words).split())
    assert said.replace("\u200b", "").split() == expected.split()


@pytest.mark.parametrize(
    "words",
    ["@octocat", "see #12", "https://example.com/a", "www.example.com", "GH-12", "a@example.com"],
)
def test_nothing_is_linked_or_called(words: str) -> None:
    assert not LINKED.search(text(words))
    assert not LINKED.search(html_text(words))


def test_pairs_of_backticks_stay_code() -> None:
    found = tokens(text("`a*b` is *not* checked"))
    assert [t.content for t in found if t.type == "code_inline"] == ["a*b"]
    assert not any(t.type == "em_open" for t in found)


@given(st.sampled_from(["# a", "- a", "1. a", "+ a", "> a", "=== a", "~~~ a", "    a", "| a |"]))
def test_a_paragraph_stays_one(words: str) -> None:
    assert [t.type for t in tokens(text(words)) if t.type.endswith("_open")] == ["paragraph_open"]


def test_a_long_report_ends_in_time() -> None:
    many = [replace(GUARD, message="é" * 15_000, confidence=n / 100) for n in range(60)]
    source = render("markdown", reviewed(*many))
    assert len(source.encode()) <= markdown.MOST_BYTES < 1024 * 1024
    assert re.search(r"\*\d+ more findings left out here: the report would be too long\.\*", source)
    check(source)


def test_many_skips_are_counted() -> None:
    skips = tuple(Skip(f"{n}.bin", 0, "binary") for n in range(1_000))
    source = render("markdown", reviewed(stats=Stats(skips=skips)))
    assert "\n- 800 more\n" in source


def test_what_speaks_for_itself_is_not_said_twice() -> None:
    same = replace(QUERY, basis="It is so", reasoning="It is so.")
    assert "Reasoning" not in render("markdown", reviewed(same))
