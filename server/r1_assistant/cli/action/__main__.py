"""Runs one step of the GitHub Action."""

import sys
from collections.abc import Callable
from io import TextIOWrapper

from r1_assistant.cli.action import runner
from r1_assistant.domain.errors import R1Error, UsageError

FAILURE = 2


def main(arguments: list[str]) -> int:
    """Run the step of that name; what goes wrong is an annotation, and exit code 2.

    Where the workflow's author wants advice only, it is a warning, and the job goes on.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _step(arguments)() or 0
    except R1Error as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(f"Something went wrong ({type(error).__name__}: {error}).")


def _step(arguments: list[str]) -> Callable[[], int | None]:
    from r1_assistant.cli.action import install, model, plan, reviewing, verdict

    steps: dict[str, Callable[[], int | None]] = {
        "plan": plan.plan,
        "install": install.install,
        "model": model.install_model,
        "review": reviewing.review,
        "verdict": verdict.verdict,
    }
    if len(arguments) != 1 or arguments[0] not in steps:
        raise UsageError(f"A step is one of: {', '.join(steps)}.")
    return steps[arguments[0]]


def _failed(sentence: str) -> int:
    advisory = _is_advisory()
    runner.annotate("warning" if advisory else "error", sentence)
    return 0 if advisory else FAILURE


def _is_advisory() -> bool:
    """Tell whether a failure is to pass; remember it for the last step then."""
    from r1_assistant.cli.action.plan import read_plan
    from r1_assistant.cli.action.result import write_status

    try:
        advisory = read_plan().inputs.advisory
        if advisory:
            write_status(FAILURE)
    except (R1Error, OSError):
        return False
    return advisory


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
