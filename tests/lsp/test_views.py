"""What the editor's features see of a folder: its index, and before it what is open."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from r1_assistant.context.index.local import bring_up_to_date
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.lsp.commands import COMMANDS
from r1_assistant.lsp.handlers.hover import hover
from r1_assistant.lsp.session import Call
from r1_assistant.lsp.uris import uri_of
from r1_assistant.lsp.views import recent_edits, view, view_from
from support.git_workshop import Workshop, commit_as_somebody
from support.lsp_fixtures import Editor

SHAPES = "def area(width, height):\n    return width * height\n"
OTHER = 'def area(country):\n    """Square kilometres."""\n    return country.area\n'
USES = "from shapes import area\n\nprint(area(1, 2))\n"
WIDER = "def area(width, height, unit):\n    return width * height\n"

Start = Callable[..., Editor]


@pytest.fixture
def shop(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    commit_as_somebody(monkeypatch)
    return Workshop(tmp_path / "w")


@pytest.fixture
def start() -> Start:
    """Give an editor with a folder open, which is indexed as it is now."""

    def start(root: Path) -> Editor:
        bring_up_to_date(root, (), None)
        info = ModelInfo("scripted", "Scripted", 4096, False, False)
        editor = Editor(ScriptedEngine(lambda _: Scripted("It says so."), info=info))
        editor.session.workspaces.add(root)
        return editor

    return start


async def reviewed(editor: Editor) -> dict[str, Any]:
    result = await COMMANDS["r1.reviewChanges"](editor.session, [], None)
    assert isinstance(result, dict)
    return result


def messages(editor: Editor, path: Path) -> list[str]:
    return [shown.finding.message for shown in editor.session.findings.of(uri_of(path))]


async def test_an_imported_name_is_described_where_the_import_leads(
    shop: Workshop, start: Start
) -> None:
    shop.write({"atlas.py": OTHER, "shapes.py": SHAPES, "uses.py": USES})
    editor, uri = start(shop.root), uri_of(shop.root / "uses.py")
    editor.open(uri, USES.replace("shapes", "atlas"))
    text = await _hover(editor, uri, 2, 7)
    assert "def area(country)" in text
    assert "[atlas.py:1](" in text
    editor.replace(uri, types.Range(types.Position(0, 5), types.Position(0, 10)), "shapes")
    text = await _hover(editor, uri, 2, 7)
    assert "def area(width, height)" in text
    assert "Square kilometres" not in text


async def _hover(editor: Editor, uri: str, line: int, character: int) -> str:
    call = Call(editor.session, editor.document(uri).snapshot())
    position = types.Position(line=line, character=character)
    params = types.HoverParams(types.TextDocumentIdentifier(uri), position)
    shown = await hover(call, params)
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    return shown.contents.value


async def test_a_caller_that_no_longer_fits_is_told(shop: Workshop, start: Start) -> None:
    shop.commit({"shapes.py": SHAPES, "uses.py": USES})
    shop.write({"shapes.py": WIDER})
    editor = start(shop.root)
    await reviewed(editor)
    (message,) = messages(editor, shop.root / "shapes.py")
    assert message.startswith("Not all callers follow `area`: uses.py:3")


async def test_a_caller_that_is_being_put_right_is_not_told(shop: Workshop, start: Start) -> None:
    shop.commit({"shapes.py": SHAPES, "uses.py": USES})
    shop.write({"shapes.py": WIDER})
    editor, uri = start(shop.root), uri_of(shop.root / "uses.py")
    editor.open(uri, USES)
    end = types.Position(2, 15)
    editor.replace(uri, types.Range(end, end), ", 'cm'")  # not saved
    assert (await reviewed(editor))["findings"] == 0


async def test_a_caller_that_is_being_written_is_told(shop: Workshop, start: Start) -> None:
    shop.commit({"shapes.py": SHAPES, "uses.py": "print()\n"})
    shop.write({"shapes.py": WIDER})
    editor, uri = start(shop.root), uri_of(shop.root / "uses.py")
    editor.open(uri, USES)
    await reviewed(editor)
    assert "uses.py:3" in messages(editor, shop.root / "shapes.py")[0]


async def test_a_deleted_file_is_missed_where_it_is_used(shop: Workshop, start: Start) -> None:
    shop.commit({"shapes.py": SHAPES, "uses.py": USES})
    (shop.root / "shapes.py").unlink()
    editor, uri = start(shop.root), uri_of(shop.root / "uses.py")
    editor.open(uri, f"# first\n{USES}")
    assert (await reviewed(editor))["findings"] == 1
    (shown,) = editor.session.findings.of(uri)
    assert shown.line == 2
    assert shown.finding.message.startswith("`area` is gone, but it is still used in uses.py:2")


async def test_a_folder_below_the_repository_s_top(shop: Workshop, start: Start) -> None:
    shop.commit({"app/shapes.py": SHAPES, "app/uses.py": USES, "uses.py": USES})
    shop.write({"app/shapes.py": WIDER})
    root = shop.root / "app"
    editor = start(root)
    await reviewed(editor)
    (message,) = messages(editor, root / "shapes.py")
    assert message.startswith("Not all callers follow `area`: app/uses.py:3")
    below = view_from(editor.session, editor.session.workspaces.first, shop.root)
    assert below.folder("app") == ("app/shapes.py", "app/uses.py")
    assert [one.path for one in below.definitions("area")] == ["app/shapes.py"]
    for above in (None, root, shop.root / "elsewhere"):
        same = view_from(editor.session, editor.session.workspaces.first, above)
        assert same.folder("") == ("shapes.py", "uses.py")


async def test_what_is_open_goes_before_what_is_on_the_disk(shop: Workshop, start: Start) -> None:
    shop.write({"shapes.py": SHAPES})
    editor, uri = start(shop.root), uri_of(shop.root / "shapes.py")
    editor.open(uri, "\n" + WIDER)
    around = view(editor.session, uri)
    assert [(one.line, one.signature) for one in around.definitions("area")] == [
        (2, "def area(width, height, unit)")
    ]
    assert around.text("shapes.py") == "\n" + WIDER
    editor.close(uri)
    around = view(editor.session, uri)
    assert [one.line for one in around.definitions("area")] == [1]


async def test_documents_of_other_folders_are_not_in_a_view(
    shop: Workshop, start: Start, tmp_path: Path
) -> None:
    shop.write({"shapes.py": SHAPES})
    editor = start(shop.root)
    other, here = uri_of(tmp_path / "x" / "other.py"), uri_of(shop.root / "uses.py")
    editor.open(other, OTHER)
    editor.open(here, USES)
    assert view(editor.session, here).text("other.py") is None
    for uri in (other, here):
        editor.insert(uri, 2, "# more\n")
    places = recent_edits(editor.session, uri_of(shop.root / "shapes.py"), 1)
    assert [(one.path, one.line) for one in places] == [("uses.py", 3)]
