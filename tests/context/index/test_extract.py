"""What is kept of a file: any bytes will do, and all comes back."""

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.context.facts import Definition, FileFacts, Import
from r1_assistant.context.index.extract import extract
from r1_assistant.context.index.packed import Unpacked, keys_of, packed
from r1_assistant.context.index.reduced import STAGES
from r1_assistant.context.index.schema import KINDS
from r1_assistant.context.languages import LANGUAGES

SUFFIXES = [
    "py",
    "rb",
    "sh",
    "js",
    "ts",
    "tsx",
    "java",
    "kt",
    "scala",
    "go",
    "rs",
    "c",
    "cpp",
    "cs",
    "swift",
    "php",
    "lua",
    "json",
    "md",
    "txt",
]
WORDS = st.sampled_from(
    [
        "def",
        "class",
        "function",
        "fn",
        "func",
        "import",
        "from",
        "use",
        "package",
        "struct",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ":",
        ";",
        ",",
        ".",
        "=",
        "=>",
        "->",
        "#",
        "//",
        "/*",
        "*/",
        '"',
        "'",
        '"""',
        "`",
        "<",
        ">",
        "@",
        "$",
        "a",
        "b",
        "foo",
        "\n",
        "\t",
        "\r",
        "\\",
        "\x00",
        "end",
        "é",
        "𝒳",
        "\ufeff",
        "<?php",
        "template",
        "export",
    ]
)
SOURCES = st.one_of(
    st.binary(max_size=300),
    st.lists(WORDS, max_size=80).map(lambda words: " ".join(words).encode()),
)
TEXTS = st.text(max_size=20)
LINES = st.integers(1, 5000)


@st.composite
def facts(draw: st.DrawFn) -> FileFacts:
    definitions = st.builds(
        Definition,
        st.just("a.py"),
        TEXTS,
        LINES,
        LINES,
        st.sampled_from(KINDS),
        TEXTS,
        TEXTS,
        TEXTS,
    )
    return FileFacts(
        "a.py",
        "python",
        tuple(draw(st.lists(definitions, max_size=6))),
        tuple(draw(st.lists(st.builds(Import, TEXTS, TEXTS, TEXTS, LINES), max_size=4))),
        draw(st.dictionaries(TEXTS, st.lists(LINES, min_size=1).map(tuple), max_size=4)),
    )


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SUFFIXES), SOURCES)
def test_any_bytes_are_a_source(suffix: str, data: bytes) -> None:
    found = extract(f"a/b.{suffix}", data)
    content = Unpacked(found.facts, f"a/b.{suffix}", found.language or "")
    assert len(content.facts().definitions) == found.symbols
    assert keys_of(content.facts()) == found.keys
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= one.line <= one.end_line <= lines for one in content.facts().definitions)


def test_each_language_with_symbols_is_tried() -> None:
    tried = {extract(f"a.{suffix}", b"x").language for suffix in SUFFIXES}
    assert tried >= {language.name for language in LANGUAGES if language.symbols}


@given(facts())
def test_facts_come_back(before: FileFacts) -> None:
    after = Unpacked(packed(before), "a.py", "python").facts()
    assert after.imports == before.imports
    assert after.calls == before.calls
    for old, new in zip(before.definitions, after.definitions, strict=True):
        signature = old.signature.replace("\1", " ")
        if "\1" not in old.name:
            assert new == dataclasses.replace(old, doc=new.doc, signature=signature)
        assert old.doc.startswith(new.doc)


@given(facts())
def test_less_and_less_ends_with_nothing(before: FileFacts) -> None:
    steps = [facts for stage in STAGES for facts in stage(before)]
    sizes = [
        (len(one.definitions), len(one.calls), len(one.imports), len(packed(one))) for one in steps
    ]
    assert sizes[-1] == (0, 0, 0, 0)
    assert [size[:3] for size in sizes] == sorted((size[:3] for size in sizes), reverse=True)


def test_calls_go_before_values_and_these_before_classes_and_imports() -> None:
    def kept(facts: FileFacts) -> tuple[str, ...]:
        names = (one.name for one in facts.definitions)
        return (*names, *(one.name for one in facts.imports), *facts.calls)

    lines = {"own": (1, 2, 3), "len": (4,)}
    before = FileFacts(
        *("a.py", "python"),
        tuple(
            Definition("a.py", name, 1, 2, kind, "", "s" * 200, "Says.")
            for name, kind in (("_v", "variable"), ("w", "constant"), ("C", "class"))
        ),
        (Import("a", "i", "i", 1),),
        lines,
    )
    steps = [facts for stage in STAGES for facts in stage(before)]
    found = list(dict.fromkeys(map(kept, steps)))
    assert found[:4] == [
        ("_v", "w", "C", "i", "own", "len"),
        ("_v", "w", "C", "i", "own"),
        ("_v", "w", "C", "i"),
        ("w", "C", "i"),
    ]
    assert found[4] == ("C", "i")
    assert steps[0].calls == lines
    assert steps[1].calls == {"own": (1, 2), "len": (4,)}
    assert [len(one.definitions[-1].signature) for one in (*steps[2:4], steps[6])] == [200, 160, 60]
