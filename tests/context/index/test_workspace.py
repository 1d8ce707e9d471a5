"""What an index says of a workspace, beside what the text of each file says."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from r1_assistant.context.extraction import facts_of
from r1_assistant.context.index.local import bring_up_to_date
from r1_assistant.context.index.reader import Callers, Index
from r1_assistant.context.languages import any_language_of
from r1_assistant.context.syntax import parse

FILES = {
    "app/__init__.py": "from .models import Shop\n",
    "app/models.py": "class Shop:\n    def price(self, item):\n        return rate(item)\n",
    "app/views/pages.py": "from app.models import Shop as S\n\n\ndef page():\n    price = 1\n",
    "app/views/price.py": "def price(a, b):\n    '''Says.\n\n    More.'''\n    price(a, b)\n",
    "lib/price.ts": "export function price(a: number): number { return rate(a) + rate(a); }\n",
    "web/index.js": "import { price } from '../lib/price';\nprice(1);\nprice(2); price(3);\n",
    "notes.md": "# price\n",
}


@pytest.fixture
def index(root: Path, home: Path) -> Index:
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return bring_up_to_date(root, [], None)


def test_definitions_are_in_the_order_of_kinds_and_nearness(index: Index) -> None:
    def places(near: str, limit: int = 20) -> list[tuple[str, str]]:
        return [(one.path, one.kind) for one in index.definitions("price", near, limit)]

    ts, view, shop = ("lib/price.ts", "function"), ("app/views/price.py", "function"), "method"
    assert places("app/views/pages.py") == [view, ts, ("app/models.py", shop)]
    assert places("lib/other.ts") == [ts, view, ("app/models.py", shop)]
    assert places("lib/other.ts", 1) == [ts]
    assert index.definitions("nothing") == ()


def test_a_file_has_the_facts_of_its_text(index: Index) -> None:
    for path, text in FILES.items():
        language = any_language_of(path)
        assert language
        found = index.file(path)
        assert found
        tree = parse(text, language) if language.symbols else None
        if tree is None:
            assert (found.path, found.language, found.definitions) == (path, "markdown", ())
            continue
        expected = facts_of(tree, path)
        short = tuple(
            replace(one, doc=one.doc.partition("\n\n")[0]) for one in expected.definitions
        )
        assert found == replace(expected, definitions=short)
    assert index.file("app") is None
    assert index.file("app/other.py") is None
    assert index.file("") is None


def test_files_are_found_by_their_stems_and_folders(index: Index) -> None:
    assert index.paths_of("price") == ("app/views/price.py", "lib/price.ts")
    assert index.paths_of("app") == ("app/__init__.py",)
    assert index.paths_of("web") == index.paths_of("index") == ("web/index.js",)
    assert index.paths_of("lib") == ()
    assert index.folder("") == ("notes.md",)
    assert index.folder("app") == ("app/__init__.py", "app/models.py")
    assert index.folder("app/") == ()


def test_users_call_or_import(index: Index) -> None:
    assert index.users("price", "web/a.js") == ("web/index.js", "app/views/price.py")
    assert index.users("price", "app/views/a.py", 1) == ("app/views/price.py",)
    assert index.users("Shop") == ("app/__init__.py", "app/views/pages.py")
    assert index.users("S") == ()
    assert index.callers("Shop") == Callers()
    assert index.callers("rate") == Callers(3, 2, (("app/models.py", 3), ("lib/price.ts", 1)))
    assert index.callers("price").count == 4


def test_texts_are_those_of_the_disk(index: Index, root: Path, tmp_path: Path) -> None:
    assert index.text("notes.md") == "# price\n"
    (root / "notes.md").write_bytes(b"caf\xe9")
    assert index.text("notes.md") == "café"
    (root / "big.py").write_text("#" * 1_000_001)
    (tmp_path / "outside.py").write_text("secret")
    (root / "link.py").symlink_to(tmp_path / "outside.py")
    outside = ("../outside.py", str(tmp_path / "outside.py"), "link.py")
    for path in (*outside, "big.py", "app", "missing.py", "", "a\0b"):
        assert index.text(path) is None


def test_texts_follow_changes_at_once(index: Index, root: Path) -> None:
    for text in ("one", "three", "four", "fives"):
        (root / "notes.md").write_text(text)
        assert index.text("notes.md") == text
    (root / "notes.md").unlink()
    assert index.text("notes.md") is None
    (root / "notes.md").symlink_to("/etc/hostname")
    assert index.text("notes.md") is None


def test_answers_follow_changes_at_once(index: Index, root: Path) -> None:
    for number in range(3):
        assert len(index.definitions("late")) == number
        assert len(index.folder("late")) == len(index.users("later")) == number
        (root / "late").mkdir(exist_ok=True)
        (root / f"late/m{number}.py").write_text("def late():\n    later()\n")
        bring_up_to_date(root, [], None).close()


def test_names_of_one_hash_are_told_apart(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("schema", "packed", "reader"):
        monkeypatch.setattr(f"r1_assistant.context.index.{module}.key_of", lambda name: len(name))
    monkeypatch.setenv("R1_HOME", os.devnull)
    for name in ("aa", "bb", "cc"):
        (root / f"{name}.py").write_text(f"def {name}(): pass\n")
    index = bring_up_to_date(root, [], None)
    for name in ("aa", "bb", "cc"):
        assert [one.path for one in index.definitions(name)] == [f"{name}.py"]
        assert index.paths_of(name) == (f"{name}.py",)
        facts = index.file(f"{name}.py")
        assert facts
        assert [one.name for one in facts.definitions] == [name]
    assert index.folder("") == ("aa.py", "bb.py", "cc.py")


def test_threads_share_it(index: Index) -> None:
    def ask(number: int) -> tuple[object, ...]:
        path = list(FILES)[number % len(FILES)]
        return index.definitions("price", path, 3)[:1], index.file(path), index.users("price")

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(400)))
    assert found == [ask(number) for number in range(400)]
    assert all(answer[0] and answer[1] for answer in found)
