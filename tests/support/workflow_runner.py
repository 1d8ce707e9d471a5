"""Runs action.yml as GitHub's runner does: its steps, in bash, with the runner's files.

Other actions that it uses are replaced by what they are for: setup-python gives this Python, and
the cache is a folder per key.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from support.expressions import holds, inserted

PROJECT = Path(__file__).parents[2]
_VALUE = re.compile(r"(?P<name>[^\n=<]+)<<(?P<end>[^\n]+)\n(?P<value>.*?)\n?(?P=end)\n", re.DOTALL)


@dataclass
class Ended:
    """How a job ended: the log of each step that ran, the action's outputs, the job's summary."""

    code: int = 0
    logs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    @property
    def log(self) -> str:
        """What all steps printed."""
        return "".join(self.logs.values())

    @property
    def commands(self) -> list[str]:
        """The commands that the runner would follow; none while they are switched off."""
        found, token = [], ""
        for line in map(str.strip, self.log.splitlines()):
            if token:
                token = "" if line == f"::{token}::" else token
            elif line.startswith("::stop-commands::"):
                token = line.removeprefix("::stop-commands::")
            elif line.startswith("::"):
                found.append(line)
        return found


class Runner:
    """A runner with a workspace; `caches` outlives it."""

    def __init__(self, folder: Path, caches: Path, environment: Mapping[str, str]) -> None:
        self.workspace = folder / "workspace"
        self._temp = folder / "temp"
        self._files = folder / "files"
        self._caches = caches
        self._environment = {
            **environment,
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self._temp),
            "RUNNER_OS": "Linux",
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_JOB": "review",
        }
        for path in (self.workspace, self._temp, self._files, caches):
            path.mkdir(parents=True, exist_ok=True)

    def run(self, given: Mapping[str, str], github: Mapping[str, str]) -> Ended:
        """Run the action with these inputs; `github` has its context, and variables in capitals."""
        shutil.rmtree(self._temp)  # the runner empties it before each job
        self._temp.mkdir()
        text = (PROJECT / "action.yml").read_text(encoding="utf-8")
        action = yaml.load(text, yaml.BaseLoader)  # all values are texts
        contexts = _contexts(action, given, github)
        variables = {name: value for name, value in github.items() if name.isupper()}
        ended = Ended()
        for step in action["runs"]["steps"]:
            if ended.code == 0 and holds(str(step.get("if", "true")), contexts):
                outputs = self._step(step, contexts, self._environment | variables, ended)
                contexts["steps"][step.get("id", "")] = {"outputs": outputs}
        ended.outputs = {
            name: inserted(each["value"], contexts) for name, each in action["outputs"].items()
        }
        return ended

    def _step(
        self, step: Mapping[str, Any], contexts: Any, environment: dict[str, str], ended: Ended
    ) -> dict[str, str]:
        if uses := step.get("uses"):
            name = uses.partition("@")[0]
            values = {key: inserted(str(value), contexts) for key, value in step["with"].items()}
            return self._others[name](self, values)
        assert "${{" not in step["run"], "an expression in a script is a way in"
        values = {key: inserted(value, contexts) for key, value in step["env"].items()}
        folder = inserted(step.get("working-directory", str(self.workspace)), contexts)
        return self._script(step, folder, environment | values, ended)

    def _script(
        self, step: Mapping[str, Any], folder: str, environment: dict[str, str], ended: Ended
    ) -> dict[str, str]:
        names = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")
        files = {name: self._files / name for name in names}
        for file in files.values():
            file.write_text("")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=folder,
            env=environment | {name: str(file) for name, file in files.items()},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=900,
        )
        ended.code = done.returncode
        ended.logs[step["name"]] = done.stdout.decode("utf-8", "replace")
        ended.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        for name in ("GITHUB_ENV", "GITHUB_PATH"):
            assert files[name].read_text() == "", "later steps of the job stay as they are"
        return _outputs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8"))

    def _python(self, values: Mapping[str, str]) -> dict[str, str]:
        assert values["update-environment"] == "false"
        return {"python-path": sys.executable}

    def _restore(self, values: Mapping[str, str]) -> dict[str, str]:
        exact = self._caches / values["key"]
        prefixes = values.get("restore-keys", "").split()
        found = [each for p in prefixes for each in sorted(self._caches.glob(f"{p}*"), key=_age)]
        for folder in ([exact] if exact.exists() else [])[:1] or found[-1:]:
            shutil.copytree(folder, values["path"], dirs_exist_ok=True)
        return {"cache-hit": "true" if exact.exists() else ""}

    def _save(self, values: Mapping[str, str]) -> dict[str, str]:
        exact = self._caches / values["key"]
        if not exact.exists() and Path(values["path"]).exists():
            shutil.copytree(values["path"], exact)
        return {}

    _others: Mapping[str, Callable[["Runner", Mapping[str, str]], dict[str, str]]] = {
        "actions/setup-python": _python,
        "actions/cache/restore": _restore,
        "actions/cache/save": _save,
    }


def _age(folder: Path) -> float:
    return folder.stat().st_mtime


def _contexts(action: Any, given: Mapping[str, str], github: Mapping[str, str]) -> dict[str, Any]:
    unknown = set(given) - set(action["inputs"])
    assert not unknown, f"no such inputs: {unknown}"
    lower = {name: value for name, value in github.items() if not name.isupper()}
    contexts = {"github": {"action_path": str(PROJECT), **lower}, "steps": {}}
    defaults = {
        name: inserted(str(each.get("default", "")), contexts)
        for name, each in action["inputs"].items()
    }
    return {**contexts, "inputs": defaults | dict(given)}


def _outputs(text: str) -> dict[str, str]:
    found = {match["name"]: match["value"] for match in _VALUE.finditer(text)}
    assert not _VALUE.sub("", text), "only outputs between delimiters"
    return found


def environment_without_workflow() -> dict[str, str]:
    """Copy this process's variables, without those of a workflow that the tests run in."""
    kept = ("GITHUB_", "RUNNER_", "R1_", "GIT_", "ACTIONS_")
    return {name: value for name, value in os.environ.items() if not name.startswith(kept)}
