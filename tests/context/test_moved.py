"""A moved workspace answers as one does whose files have longer paths."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.context.moved import Moved
from support.memory_workspace import MemoryWorkspace

PATHS = ("a.py", "__init__.py", "index.ts", "pkg/__init__.py", "pkg/b.py", "lib/a.py", "notes.txt")
TEXTS = (
    "def f(a):\n    return g(a)\n",
    "from pkg.b import f\n\n\nclass K:\n    def g(self): ...\n",
    "import { f } from './b';\nexport function g() { f(); }\n",
)
NEAR = ("", "x.py", "lib/pkg/c.py", "apps/lib/a.py", "apps/lib/pkg/b.py")


@settings(max_examples=60, deadline=None)
@given(
    files=st.dictionaries(st.sampled_from(PATHS), st.sampled_from(TEXTS)),
    prefix=st.sampled_from(["lib/", "apps/lib/"]),
)
def test_it_answers_as_if_the_files_were_there(files: dict[str, str], prefix: str) -> None:
    expected = MemoryWorkspace({f"{prefix}{path}": text for path, text in files.items()})
    found = Moved(MemoryWorkspace(files), prefix)
    for path in (*PATHS, *(f"{prefix}{path}" for path in PATHS)):
        assert found.text(path) == expected.text(path)
        assert found.file(path) == expected.file(path)
    for stem in ("a", "b", "__init__", "index", "pkg", "lib", "apps", "notes", "missing"):
        assert found.paths_of(stem) == expected.paths_of(stem)
    for folder in ("", "lib", "lib/pkg", "apps", "apps/lib", "apps/lib/pkg", "pkg"):
        assert found.folder(folder) == expected.folder(folder)
    for name in ("f", "g", "K", "missing"):
        for near in NEAR:
            assert found.definitions(name, near) == expected.definitions(name, near)
            assert found.definitions(name, near, 1) == expected.definitions(name, near, 1)
            assert found.users(name, near) == expected.users(name, near)


@pytest.mark.parametrize("path", ["library/a.py", "lib", "a.py", "../lib/a.py"])
def test_what_is_not_in_the_folder_is_not_there(path: str) -> None:
    found = Moved(MemoryWorkspace({"a.py": TEXTS[0], "rary/a.py": TEXTS[0]}), "lib/")
    assert (found.text(path), found.file(path)) == (None, None)
