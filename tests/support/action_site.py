"""A repository on a server, and jobs of a workflow that uses the action there."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from support import webhooks
from support.git_workshop import Workshop
from support.workflow_runner import Ended, Runner, environment_without_workflow

CLEAN = "def f(x):\n    input(x)\n"
BUG = "def f(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"
RULES = {"no-model": "true"}


class Site:
    """A repository on a server, and a runner that gets jobs from there."""

    def __init__(self, folder: Path) -> None:
        self.origin = Workshop(folder / "server" / webhooks.REPOSITORY)
        self.token = "a-token"
        self.origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
        self.caches = folder / "caches"
        self.api_url = "http://127.0.0.1:9"  # where nobody listens
        self._folder = folder
        self.environment = environment_without_workflow() | {
            "RUNNER_TOOL_CACHE": str(_tools()),
            "GIT_CONFIG_GLOBAL": os.devnull,
        }

    def job(
        self,
        name: str,
        payload: Mapping[str, Any],
        *,
        number: int = 1,
        inputs: Mapping[str, str] = RULES,
        checkout: str = "main",
    ) -> tuple[Ended, Runner]:
        """Run a job of a workflow whose only steps are actions/checkout and the action.

        Without `checkout` the first step is missing.
        """
        runner = Runner(self._folder / f"job-{number}", self.caches, self.environment)
        if checkout:
            address = self.origin.root.as_uri()
            options = ["--quiet", "--depth=1", "--no-tags", f"--branch={checkout}"]
            self.origin.git("clone", *options, address, str(runner.workspace))
        event = self._folder / f"event-{number}.json"
        event.write_text(json.dumps(payload))
        github = {
            "token": self.token,
            "api_url": self.api_url,
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REPOSITORY": webhooks.REPOSITORY,
            "GITHUB_SERVER_URL": (self._folder / "server").as_uri(),
            "GITHUB_SHA": self.origin.git("rev-parse", checkout or "main"),
            "GITHUB_RUN_ID": str(number),
        }
        return runner.run(inputs, github), runner


def annotations(ended: Ended) -> list[str]:
    """Give what GitHub would show beside the code."""
    kinds = ("::error file", "::warning file", "::notice file")
    return [each for each in ended.commands if each.startswith(kinds)]


def _tools() -> Path:
    """The runner's tool cache: what the install step has made stays there between test runs."""
    kept = os.environ.get("R1_TEST_HOME") or platformdirs.user_cache_path("r1-assistant-tests")
    return Path(kept) / "tools"
