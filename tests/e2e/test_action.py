"""action.yml, step by step, with payloads as GitHub sends them, real repositories and reviews."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from support import webhooks
from support.git_workshop import Workshop
from support.workflow_runner import Ended, Runner, environment_without_workflow

pytestmark = pytest.mark.e2e

CLEAN = "def f(x):\n    input(x)\n"
BUG = "def f(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"
RULES = {"no-model": "true"}


class Site:
    """A repository on a server, and a runner that gets jobs from there."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.origin = Workshop(folder / "server" / webhooks.REPOSITORY)
        self.origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
        self._folder = folder
        self._environment = environment

    def job(
        self,
        name: str,
        payload: Mapping[str, Any],
        *,
        number: int = 1,
        inputs: Mapping[str, str] = RULES,
        checkout: str = "main",
        **more: str,
    ) -> tuple[Ended, Runner]:
        """Run a job of a workflow whose only steps are actions/checkout and the action."""
        runner = Runner(self._folder / f"job-{number}", self._folder / "caches", self._environment)
        if checkout and not (runner.workspace / ".git").exists():
            address = self.origin.root.as_uri()
            options = ["--quiet", "--depth=1", "--no-tags", f"--branch={checkout}"]
            self.origin.git("clone", *options, address, str(runner.workspace))
        event = self._folder / f"event-{number}.json"
        event.write_text(json.dumps(payload))
        github = {
            "token": "a-token",
            "api_url": "http://127.0.0.1:9",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REPOSITORY": webhooks.REPOSITORY,
            "GITHUB_SERVER_URL": (self._folder / "server").as_uri(),
            "GITHUB_SHA": self.origin.git("rev-parse", checkout or "main"),
            "GITHUB_RUN_ID": str(number),
        }
        return runner.run(inputs, github | more), runner


@pytest.fixture(scope="session")
def tools() -> Path:
    """The runner's tool cache: what the install step has made stays there between test runs."""
    kept = os.environ.get("R1_TEST_HOME") or platformdirs.user_cache_path("r1-assistant-tests")
    return Path(kept) / "tools"


@pytest.fixture
def site(tmp_path: Path, tools: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    environment = environment_without_workflow()
    for name in [name for name in os.environ if name not in environment]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A U Thor")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "author@example.com")
    more = {"RUNNER_TOOL_CACHE": str(tools), "GIT_CONFIG_GLOBAL": os.devnull}
    return Site(tmp_path, environment | more)


def annotations(ended: Ended) -> list[str]:
    kinds = ("::error file", "::warning file", "::notice file")
    return [each for each in ended.commands if each.startswith(kinds)]


def test_a_push_is_reviewed_from_where_it_came(site: Site) -> None:
    old = site.origin.commit({"src/a.py": CLEAN})
    site.origin.commit({"b.md": "Hello\n"})
    new = site.origin.commit({"src/a.py": BUG})
    ended, runner = site.job(
        "push", webhooks.push(old, new), inputs=RULES | {"sarif": "out/r1.sarif"}
    )
    assert ended.code == 1
    (told,) = annotations(ended)
    assert told.startswith("::warning file=src/a.py,line=4")
    assert ended.outputs["findings"] == "1"
    assert ended.outputs["worst-severity"] == "warning"
    assert ended.outputs["exit-status"] == "1"
    assert "src/a.py" in ended.summary
    sarif = json.loads((runner.workspace / ended.outputs["sarif"]).read_text())
    assert sarif["version"] == "2.1.0"
    assert len(sarif["runs"][0]["results"]) == 1
