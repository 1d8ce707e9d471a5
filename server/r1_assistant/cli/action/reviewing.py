"""The fourth step: the review, and what becomes of it in a workflow's run."""

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from r1_assistant.cli.action import runner
from r1_assistant.cli.action.inputs import Inputs
from r1_assistant.cli.action.place import place
from r1_assistant.cli.action.plan import TOKEN, Plan, read_plan, results_folder
from r1_assistant.cli.action.result import FILES, Result, read_result, write_status

_PROGRAM = (sys.executable, "-P", "-m", "r1_assistant.cli.review")
_ANNOTATION = re.compile(r"::(?:error|warning|notice) ")
_ALWAYS = ("json", "markdown", "sarif")
FAILURE = 2
_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", TOKEN)


def review() -> None:
    """Review, annotate the change, write the summary and the files; the status is kept for later.

    Raises UsageError.
    """
    plan = read_plan()
    status, complaint = _run(plan)
    if status == FAILURE:
        runner.annotate("warning" if plan.inputs.advisory else "error", complaint)
    write_status(status)
    result = read_result()
    runner.output("learnt", str(result.asked).lower())
    _tell(plan, result)
    for form, wanted in _wanted(plan.inputs):
        if _file(form).exists():
            place(_file(form), wanted, Path(os.environ.get("GITHUB_WORKSPACE", ".")))


def arguments(plan: Plan) -> list[str]:
    """Write the command line of `r1-review`."""
    inputs = plan.inputs
    scope = ["--pr", plan.request] if plan.request else ["--range", plan.revisions]
    if plan.request:
        scope += ["--api-url", inputs.api_url] if inputs.api_url else []
        scope += ["--post"] if inputs.post and not plan.note else []
    scope += ["--settings-from", plan.settings_from] if plan.settings_from else []
    model = ["--model", inputs.model] if inputs.model else ["--no-model"]
    chosen = {
        "--effort": inputs.effort,
        "--fail-on": inputs.fail_on,
        "--max-findings": inputs.max_findings,
        "--time-limit": inputs.time_limit,
    }
    wished = [part for option, value in chosen.items() if value for part in (option, value)]
    forms = dict.fromkeys((*_ALWAYS, *(form for form, _ in inputs.outputs)))
    outputs = [f"--output={form}={_file(form)}" for form in forms]
    paths = ["--", *inputs.paths] if inputs.paths else []
    return [*scope, *model, *wished, "--format", "github", *outputs, *paths]


def _run(plan: Plan) -> tuple[int, str]:
    """Run the review; give its exit code, and its last sentence if it failed.

    What it says while it works is shown as it comes, and is no command to the runner.
    """
    _cleared(results_folder())
    annotations, said = results_folder() / "annotations", ""
    with runner.group("Review"), annotations.open("wb") as out:
        process = subprocess.Popen(
            [*_PROGRAM, *arguments(plan)],
            cwd=plan.inputs.directory,
            env=_environment(plan),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None  # noqa: S101 - it was asked for
        for raw in process.stderr:
            said = raw.decode("utf-8", "replace").rstrip() or said
            print(said, flush=True)
        code = process.wait()
    _show(annotations.read_text(encoding="utf-8", errors="replace").split("\n"))
    return (code, "") if code in (0, 1) else (FAILURE, said.removeprefix("r1-review: "))


def _environment(plan: Plan) -> dict[str, str]:
    """Give the review the workflow's token if it is about a pull request, and else no token."""
    kept = {name: value for name, value in os.environ.items() if name not in _TOKENS}
    token = os.environ.get(TOKEN, "")
    given = {"GITHUB_TOKEN": token} if plan.request and token else {}
    return {**kept, **given, "R1_HOME": plan.home, "NO_COLOR": "1", "PYTHONUTF8": "1"}


def _show(lines: Sequence[str]) -> None:
    """Print what the review wrote for the runner; nothing but annotations is a command of ours."""
    with runner.group("What was reviewed"):
        print(*itertools.filterfalse(_ANNOTATION.match, lines), sep="\n")
    for line in filter(_ANNOTATION.match, lines):
        print(line.rstrip("\r"), flush=True)


def _tell(plan: Plan, result: Result) -> None:
    notes = [f"Nothing was posted: {plan.note}."] if plan.note and plan.inputs.post else []
    notes += [_silenced(result.silenced)] if result.silenced else []
    for note in notes:
        runner.annotate("notice", note)
    markdown = _file("markdown")
    if plan.inputs.summary and markdown.exists():
        text = markdown.read_text(encoding="utf-8", errors="replace")
        runner.summarize("\n\n".join([text.rstrip("\n"), *notes]))


def _silenced(count: int) -> str:
    what = "1 finding is" if count == 1 else f"{count} findings are"
    return f"{what} not shown because of comments `r1: ignore` that the change itself adds."


def _wanted(inputs: Inputs) -> Iterator[tuple[str, str]]:
    """List the files that the workflow's author wants, with their formats."""
    if inputs.sarif:
        yield "sarif", inputs.sarif
    yield from inputs.outputs


def _file(form: str) -> Path:
    return results_folder() / FILES.get(form, f"review-{form}")


def _cleared(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
