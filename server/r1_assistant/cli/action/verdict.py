"""The last step: outputs for the workflow, and the exit code."""

from pathlib import Path

from r1_assistant.cli.action import runner
from r1_assistant.cli.action.plan import Plan, read_plan, results_folder
from r1_assistant.cli.action.result import FILES, read_result


def verdict() -> int:
    """Set the action's outputs and return what the job is to end with; raises UsageError."""
    plan, result = read_plan(), read_result()
    runner.output("findings", str(result.findings))
    runner.output("worst-severity", result.worst)
    runner.output("exit-status", str(result.status))
    for name, file in FILES.items():
        runner.output(name, _written(plan, results_folder() / file))
    if result.status == 1 and not plan.inputs.advisory:
        what = "1 finding" if result.findings == 1 else f"{result.findings} findings"
        runner.annotate("error", f"The review found something: {what}, {result.worst} at worst.")
    return 0 if plan.inputs.advisory else result.status


def _written(plan: Plan, file: Path) -> str:
    if file.suffix == ".sarif" and plan.inputs.sarif and file.exists():
        return plan.inputs.sarif
    return str(file) if file.exists() else ""
