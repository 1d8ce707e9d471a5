"""The first step: what is to be reviewed, with what, and where things are kept meanwhile."""

import hashlib
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from r1_assistant import __version__
from r1_assistant.cli.action import runner
from r1_assistant.cli.action.event import read_event
from r1_assistant.cli.action.history import clone_at, range_of
from r1_assistant.cli.action.inputs import Inputs, read_inputs
from r1_assistant.cli.action.scope import Commits, Nothing, PullRequest, Written, scope_of
from r1_assistant.domain.errors import UsageError

PROJECT = Path(__file__).parents[4]
REQUIREMENTS = PROJECT / "requirements" / "action.txt"

TOKEN = "R1_TOKEN"  # noqa: S105 - the name of a variable
"""The workflow's token: steps that have no need of it are not given it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What later steps go by: `request` is OWNER/REPO#N of a pull request, else `revisions` tell.

    `settings_from` is a commit whose settings hold, `home` is what R1_HOME is to be, `note` a
    sentence for the summary. With neither a request nor
    revisions there is nothing to review.
    """

    inputs: Inputs
    home: str
    request: str = ""
    revisions: str = ""
    settings_from: str = ""
    note: str = ""

    @property
    def reviews(self) -> bool:
        """Whether there is anything to review."""
        return bool(self.request or self.revisions)


def plan() -> None:
    """Plan, and tell later steps of it; raises UsageError, GitError."""
    inputs = read_inputs(os.environ)
    made = _scoped(Plan(inputs, inputs.home or str(work_folder() / "home")))
    if not made.reviews:
        runner.annotate("notice", made.note)
    write_plan(made)
    for name, value in _outputs(made).items():
        runner.output(name, value)


def read_plan() -> Plan:
    """Read what the first step has planned; raises UsageError if there is no plan."""
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
        inputs = found.pop("inputs")
        inputs["paths"] = tuple(inputs["paths"])
        inputs["outputs"] = tuple((form, file) for form, file in inputs["outputs"])
        return Plan(Inputs(**inputs), **found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(
            "The first step of this action has not run here.",
            hint="Use the action as a whole: its steps build on each other.",
        ) from error


def write_plan(made: Plan) -> None:
    """Keep the plan for the other steps."""
    work_folder().mkdir(parents=True, exist_ok=True)
    _file().write_text(json.dumps(asdict(made)), encoding="utf-8")


def work_folder() -> Path:
    """Give the folder of this action below the runner's temporary one."""
    return Path(os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()) / "r1-assistant"


def results_folder() -> Path:
    """Give the folder for what the review writes."""
    return work_folder() / "results"


def environment_name() -> str:
    """Name the environment of this version, this Python and these requirements."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{__version__}-{python}-{platform.machine().lower()}-{_locked()}"


def _scoped(made: Plan) -> Plan:
    scope = scope_of(read_event(os.environ), made.inputs)
    match scope:
        case Nothing(why):
            return replace(made, note=why)
        case PullRequest(repository, number, unposted):
            return replace(made, request=f"{repository}#{number}", note=unposted)
        case Written(revisions):
            return replace(made, revisions=revisions)
        case Commits():
            token = os.environ.get(TOKEN, "")
            clone = clone_at(Path(made.inputs.directory).absolute(), os.environ, token)
            revisions = range_of(clone, scope)
            trusted = scope.old if scope.untrusted else ""
            return replace(made, revisions=revisions, settings_from=trusted)


def _outputs(made: Plan) -> dict[str, str]:
    """Write what the other steps of action.yml need: folders, and the keys of the caches."""
    system = f"{os.environ.get('RUNNER_OS', sys.platform)}-{platform.machine()}".lower()
    model, home = made.inputs.model, Path(made.home)
    reviews = f"r1-reviews-{system}-{__version__}-{model or 'rules'}-"
    run = (os.environ.get(f"GITHUB_{each}", "") for each in ("RUN_ID", "RUN_ATTEMPT", "JOB"))
    return {
        "review": str(made.reviews).lower(),
        "python": sys.executable,
        "pip": str(work_folder() / "pip"),
        "pip-key": f"r1-pip-{system}-{sys.version_info[0]}.{sys.version_info[1]}-{_locked()}",
        "model": model,
        "models": str(home / "data" / "models"),
        "model-key": f"r1-model-{system}-{__version__}-{model}",
        "reviews": str(home / "cache"),
        "reviews-restore": reviews,
        "reviews-key": reviews + "-".join(run),
    }


def _locked() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]


def _file() -> Path:
    return work_folder() / "plan.json"
