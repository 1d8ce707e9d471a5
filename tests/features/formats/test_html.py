"""The page in a parser, in the Nu checker, and in a real browser."""

import json
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from hypothesis import given, settings

from r1_assistant.domain.change import Change
from r1_assistant.features.formats import render
from r1_assistant.features.formats.code import Row
from r1_assistant.features.formats.html.page import words_and_code
from r1_assistant.features.formats.html.rows import with_differences
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.review.events import Stats
from support.readers import HTML_CHECKER, program_or_skip, unpacked
from support.reviews import GUARD, full, reviewed, reviews

EVENTS = re.compile(r"on\w+|style|src|action|formaction|srcdoc")

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


class Page(HTMLParser):
    """Counts elements, and collects attributes that could do something."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.counts: Counter[str] = Counter()
        self.links: list[str | None] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.counts[tag] += 1
        for name, value in attributes:
            assert not EVENTS.fullmatch(name)
            if name == "href":
                self.links.append(value)


def shown(source: str, state: str = "") -> list[int]:
    """Open a page in Chromium, and give the numbers of the findings that it shows."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "r1.html"
        file.write_text(source, encoding="utf-8")
        profile = f"--user-data-dir={folder}/profile"
        command = [program_or_skip("chromium"), *FLAGS, profile, "--dump-dom"]
        done = subprocess.run(
            [*command, f"{file.as_uri()}{state}"],
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=100,
        )
    assert '<form id="filters" aria-label="Filters">' in done.stdout, "the script did not run"
    articles = re.findall(r'<article id="finding-(\d+)"[^>]*>', done.stdout)
    hidden = re.findall(r'<article id="finding-(\d+)"[^>]* hidden=""', done.stdout)
    return [int(number) for number in articles if number not in hidden]


def test_the_checker_has_no_complaint(tmp_path: Path) -> None:
    java = program_or_skip("java")
    for name, review in {"full": full(), "clean": reviewed()}.items():
        (tmp_path / f"{name}.html").write_text(render("html", review), encoding="utf-8")
    jar = unpacked(HTML_CHECKER) / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        [java, "-jar", jar, "--stdout", "--format", "json", *sorted(tmp_path.iterdir())],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    messages = [each["message"] for each in json.loads(done.stdout)["messages"]]
    # it does not compute hashes, and the browser does
    assert [each for each in messages if "Content Security Policy" not in each] == []


def test_filters_in_a_browser() -> None:
    source = render("html", full())
    assert shown(source) == [1, 2, 3]
    assert shown(source, "#severity=error,info") == [1, 3]
    assert shown(source, f"#category=security&file={quote('src/a b.py')}") == [2]
    assert shown(source, "#confidence=80&text=empty+LIST") == [1]
    assert shown(source, "#text=nowhere") == []
    assert shown(source, "#finding-2") == [1, 2, 3]


def test_the_page_asks_nobody() -> None:
    source = render("html", full())
    page = Page(source)
    assert all(link and link.startswith("#") for link in page.links)
    assert page.counts["script"] == page.counts["style"] == 1
    assert not page.counts.keys() & {"img", "link", "iframe", "object", "base"}
    assert "default-src &#39;none&#39;" in source
    assert "unsafe" not in source.partition("<style>")[0]
    assert not re.search(r"https?://|url\(|@import", source)


@settings(max_examples=60, deadline=None)
@given(reviews())
def test_any_text_stays_text(content: Reviewed) -> None:
    source = render("html", content)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]", source)
    page = Page(source)
    assert page.counts["article"] == len(content.findings)
    assert page.counts["script"] == 1
    assert not page.counts.keys() & {"img", "iframe", "x"}
    assert all(link and link.startswith("#") for link in page.links)


def test_what_is_on_it() -> None:
    source = render("html", full())
    assert "<h1>Review of the staged changes</h1>" in source
    assert "3 findings (1 error, 1 warning, 1 note) in 1 hunk of 1 file" in source
    assert "CWE-89" in source
    assert "only removes lines" in source
    assert "The old side asks for <code>a</code> first." in source
    assert '<tr class="removed"><td class="number">2</td>' in source


def test_nothing_found() -> None:
    source = render("html", reviewed())
    assert "Nothing was found." in source
    assert "<li>src/a b.py</li>" in source
    nothing = Reviewed(Change("c", ()), (), Stats(), None)
    assert "There was nothing to review." in render("html", nothing)
    cut = render("html", reviewed(stats=Stats(interrupted=True)))
    assert "before the review was interrupted" in cut
    assert "Reviewed, without findings" not in cut


def test_what_a_proposal_changes_in_a_line_is_marked() -> None:
    rows = (Row("-", None, None, "if a <= b:"), Row("+", None, None, "if a < b:"))
    old, new = with_differences(rows)
    assert old.parts == (("if a <", False), ("=", True), (" b:", False))
    assert new.parts == (("if a <", False), (" b:", False))
    (alone,) = with_differences(rows[:1])
    assert alone.parts == (("if a <= b:", False),)


def test_an_odd_backtick_is_a_backtick() -> None:
    assert words_and_code("a `b` c") == [("a ", False), ("b", True), (" c", False)]
    assert words_and_code("a `b` `c") == [("a `b` `c", False)]


def test_a_long_line_is_cut() -> None:
    review = reviewed(replace(GUARD, fix="x" * 1_000_000))
    assert len(render("html", review)) < 60_000
