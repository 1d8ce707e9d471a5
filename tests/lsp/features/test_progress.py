"""Work as the editor shows it: how far it is, and a button that ends it."""

from pathlib import Path

from lsprotocol import types

from support.language_client import abilities

from .conftest import StartEditor

URI = "file:///project/jobs.py"
CAUGHT = ("except Exception:", "except BaseException:", "except:")
LONG = "".join(f"try:\n    input()\n{one}\n    pass\n\n" + "# more\n" * 40 for one in CAUGHT)


async def test_a_review_shows_how_far_it_is(start_editor: StartEditor) -> None:
    editor = await start_editor({"pause": 0.06, "piece": 20})
    editor.open(URI, LONG)
    await editor.command("r1.reviewFile", {"uri": URI})
    begin, *reports, end = editor.progress("Reviewing jobs.py")
    assert begin.cancellable
    assert begin.percentage == 0
    assert isinstance(end, types.WorkDoneProgressEnd)
    percentages = [report.percentage for report in reports]
    assert percentages == sorted(percentages)
    assert len(set(percentages)) >= 2
    assert percentages[-1] >= 50  # all hunks were decided about, and one is worded
    assert all(": hunk " in report.message for report in reports)


async def test_the_editors_own_token_is_used(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.open(URI, LONG)
    await editor.command("r1.reviewFile", {"uri": URI}, token="bar")
    reports = editor.progress_reports["bar"]
    assert isinstance(reports[0], types.WorkDoneProgressBegin)
    assert isinstance(reports[-1], types.WorkDoneProgressEnd)
    assert editor.came("window/workDoneProgress/create") == []


async def test_a_review_is_ended_by_the_button(start_editor: StartEditor, tmp_path: Path) -> None:
    editor = await start_editor({"piece": 1000, "gate": str(tmp_path / "never"), "free": 1})
    editor.open(URI, LONG)
    task = await editor.begun(editor.command("r1.reviewFile", {"uri": URI}, token="bar"))
    await editor.until(lambda: editor.diagnostics.get(URI))
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams("bar"))
    result = await task
    assert (result["stopped"], result["findings"]) == (True, 1)
    assert isinstance(editor.progress_reports["bar"][-1], types.WorkDoneProgressEnd)
    assert (await editor.command("r1.status"))["jobs"] == []


async def test_the_button_of_nothing_does_nothing(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams("none"))
    assert (await editor.command("r1.status"))["jobs"] == []


async def test_an_explanation_shows_what_it_does(start_editor: StartEditor) -> None:
    editor = await start_editor({"reasoning": "hm " * 30, "pause": 0.02})
    editor.open(URI, "def f():\n    return 1\n")
    await editor.command("r1.explain", {"uri": URI, "position": {"line": 0, "character": 4}})
    begin, *reports, _ = editor.progress("Explanation of f")
    assert begin.cancellable
    assert any(report.message.startswith("thinking: ") for report in reports)


async def test_indexing_is_shown_with_its_numbers(start_editor: StartEditor, root: Path) -> None:
    for number in range(30):
        (root / f"part{number}.py").write_text(f"def f{number}(): ...\n")
    editor = await start_editor(root=root, options={})
    await editor.until(lambda: "Indexing a project" in editor.ended())
    begin, *reports, _ = editor.progress("Indexing a project")
    assert begin.cancellable
    assert (reports[-1].message, reports[-1].percentage) == ("30 of 30 files", 100)


async def test_indexing_is_ended_by_the_button(start_editor: StartEditor, root: Path) -> None:
    for number in range(3000):
        (root / f"part{number}.py").write_text(f"def f{number}(): ...\n" * 20)
    editor = await start_editor(root=root, options={})
    await editor.until(lambda: len(editor.progress("Indexing a project")) > 1)
    (token,) = editor.progress_reports
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    await editor.until(lambda: "Indexing a project" in editor.ended())
    assert (await editor.command("r1.status"))["index"][0]["files"] < 3000


async def test_an_editor_that_shows_no_progress_is_sent_none(start_editor: StartEditor) -> None:
    editor = await start_editor(can=abilities("window.workDoneProgress"))
    editor.open(URI, LONG)
    await editor.command("r1.reviewFile", {"uri": URI})
    assert editor.came("window/workDoneProgress/create") == []
    assert editor.came("$/progress") == []
