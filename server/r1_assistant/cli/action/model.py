"""The third step: the model, installed or out of the cache and whole."""

import os
import subprocess
import sys
from dataclasses import replace

from r1_assistant.cli.action import runner
from r1_assistant.cli.action.plan import read_plan, write_plan
from r1_assistant.domain.errors import ModelError

_PROGRAM = (sys.executable, "-P", "-m", "r1_assistant.cli.model")


def install_model() -> None:
    """Install the model unless it is there and its files are what they were.

    Raises ModelError, UsageError. An advisory review goes on without a model.
    """
    plan = read_plan()
    model = plan.inputs.model
    with runner.group(f"Model {model}"):
        installed = _installed(model, os.environ | {"R1_HOME": plan.home})
    runner.output("installed", str(installed).lower())
    if installed:
        return
    if not plan.inputs.advisory:
        raise ModelError(
            f"The model {model} could not be installed.",
            hint="What r1-model says is above; with `no-model: true` rules alone review.",
        )
    runner.annotate("warning", f"The model {model} could not be installed: rules alone review.")
    write_plan(replace(plan, inputs=replace(plan.inputs, model="")))


def _installed(model: str, environment: dict[str, str]) -> bool:
    damaged = _code(environment, "info", "--verify", model) != 0
    return _code(environment, "install", *(("--again",) if damaged else ()), model) == 0


def _code(environment: dict[str, str], *arguments: str) -> int:
    command = [*_PROGRAM, *arguments]
    return subprocess.run(command, env=environment, check=False).returncode
