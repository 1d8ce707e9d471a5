"""An overlay answers as a workspace does whose files have the other texts."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.context.overlay import NoWorkspace, OverlaidFile, Overlay
from support.memory_workspace import MemoryWorkspace

PATHS = ("a.py", "pkg/__init__.py", "pkg/b.py", "pkg/c.ts", "data.yaml", "notes.txt")
TEXTS = (
    "def f(a):\n    return g(a)\n",
    "from pkg.b import f\n\n\nclass K:\n    def g(self): ...\n",
    "import { f } from './b';\nexport function g() { f(); }\n",
    "f: 1\n",
    "",
)
NAMES = ("f", "g", "K", "missing")
STEMS = ("a", "__init__", "pkg", "b", "c", "data", "notes", "missing")
FOLDERS = ("", "pkg", "missing")
Files = Mapping[str, str | None]
texts = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(TEXTS))
others = st.dictionaries(st.sampled_from(PATHS), st.none() | st.sampled_from(TEXTS))


def overlaid(base: Mapping[str, str], files: Files) -> Overlay:
    return Overlay(MemoryWorkspace(dict(base)), [OverlaidFile(*item) for item in files.items()])


@settings(max_examples=60, deadline=None)
@given(base=texts, files=others)
def test_it_answers_as_if_the_files_were_so(base: dict[str, str], files: Files) -> None:
    now = {path: text for path, text in {**base, **files}.items() if text is not None}
    expected, found = MemoryWorkspace(now), overlaid(base, files)
    for path in PATHS:
        assert found.text(path) == expected.text(path)
        assert found.file(path) == expected.file(path)
    for stem in STEMS:
        assert found.paths_of(stem) == expected.paths_of(stem)
    for folder in FOLDERS:
        assert found.folder(folder) == expected.folder(folder)
    for name in NAMES:
        for near in ("", "pkg/b.py"):
            definitions = found.definitions(name, near)
            assert len(definitions) == len(set(definitions))
            assert set(definitions) == set(expected.definitions(name, near))
            assert sorted(found.users(name, near)) == sorted(expected.users(name, near))
            for limit in (1, 2):
                some = found.definitions(name, near, limit)
                assert len(some) == min(limit, len(definitions))
                assert set(some) <= set(definitions)
                assert len(found.users(name, near, limit)) == min(limit, len(found.users(name)))


def test_other_texts_go_first() -> None:
    base = {f"{name}.py": TEXTS[0] for name in "abc"}
    found = overlaid(base, {"c.py": "\n" + TEXTS[0]})
    assert [(one.path, one.line) for one in found.definitions("f", limit=2)] == [
        ("c.py", 2),
        ("a.py", 1),
    ]
    assert found.users("g", limit=2) == ("c.py", "a.py")


def test_no_workspace_knows_nothing() -> None:
    found, expected = NoWorkspace(), MemoryWorkspace({})
    assert found.definitions("f") == expected.definitions("f") == ()
    assert found.users("f") == expected.users("f") == ()
    assert found.paths_of("a") == expected.paths_of("a") == ()
    assert found.folder("") == expected.folder("") == ()
    assert (found.file("a.py"), found.text("a.py")) == (None, None)


def test_a_file_s_first_line_may_name_its_language() -> None:
    found = overlaid({}, {"bin/run": "#!/usr/bin/env python3\ndef f(): ...\n"})
    assert [one.path for one in found.definitions("f")] == ["bin/run"]
    assert found.folder("bin") == ("bin/run",)
