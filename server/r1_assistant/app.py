"""The composition root: puts git, models, engine and features together for the programs."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import GitError, ModelError, PatchError
from r1_assistant.domain.generation import EngineStatus, ModelInfo

if TYPE_CHECKING:
    from r1_assistant.config.settings import Settings
    from r1_assistant.context.facts import Workspace
    from r1_assistant.engine.host import LocalEngine
    from r1_assistant.features.kept_texts import KeptTexts
    from r1_assistant.features.review.config import ReviewConfig
    from r1_assistant.features.review.suppression.memory import FindingMemory
    from r1_assistant.features.review.suppression.quiet import Quiet
    from r1_assistant.git.hooks.plan import HookPlan
    from r1_assistant.models.machine import Machine
    from r1_assistant.models.progress import InstallProgress
    from r1_assistant.models.recommend import Offer
    from r1_assistant.models.store import InstalledModel
    from r1_assistant.models.watch import ModelChoice

Scope = Literal["staged", "working", "branch", "range"]
HookKind = Literal["framework", "git"]

MOST_KEPT_ROWS = 20_000
MOST_KEPT_BYTES = 50_000_000
"""What is kept of reviews on disk; all texts together, in UTF-8."""


def change_in_repository(scope: Scope, cwd: Path, revisions: str, paths: Sequence[str]) -> Change:
    """Take a change out of the repository that `cwd` is in; raises GitError, UsageError."""
    from r1_assistant.git import repository  # late: a patch needs no repository

    if scope == "range":
        return repository.between(cwd, revisions, paths)
    if scope == "branch":
        return repository.branch(cwd, paths)
    return repository.staged(cwd, paths) if scope == "staged" else repository.working(cwd, paths)


def top_of_work_tree(folder: Path) -> Path | None:
    """Find the top of the work tree that `folder` is in, named as `folder` is; None without one.

    Waits for git.
    """
    from r1_assistant.git import repository

    try:
        top = repository.root(folder)
    except (GitError, OSError):
        return None
    around = (folder.absolute(), *folder.absolute().parents)
    return next((each for each in around if each.resolve() == top.resolve()), top)


def git_folder(folder: Path) -> Path:
    """Find what a repository keeps of a work tree, such as its index; raises GitError."""
    from r1_assistant.git import repository

    return repository.git_folder(folder)


def finding_memory(folder: Path) -> "FindingMemory":
    """Give what is remembered of a folder's findings: in its repository, if it has one.

    Waits for git.
    """
    from r1_assistant.features.review.suppression.memory import FindingMemory, file_for
    from r1_assistant.git import repository

    try:
        git_folder = repository.common_folder(folder)
    except (GitError, OSError):
        git_folder = None
    return FindingMemory(file_for(folder, git_folder))


def kept_texts() -> "KeptTexts":
    """Give the file with what reviews have made before."""
    from r1_assistant.config.paths import cache_dir
    from r1_assistant.features.kept_texts import KeptTexts

    file = cache_dir() / "reviews.sqlite"
    return KeptTexts(file, most_rows=MOST_KEPT_ROWS, most_bytes=MOST_KEPT_BYTES)


def answer_name(
    folder: Path,
    change: Change,
    config: "ReviewConfig",
    models: Sequence[str],
    quiet: "Quiet",
) -> str:
    """Name the answer of a review of a repository's change; raises GitError.

    `models` are the digests of the models' files. Waits for git.
    """
    from r1_assistant.features.review.answered import answer_key
    from r1_assistant.git import repository

    commit = repository.commit_below(folder)
    return answer_key(change, config, models, quiet.known, commit)


def quiet_for(folder: Path, *, new_only: bool = False) -> "tuple[Quiet, list[str]]":
    """Collect what is not to be shown in the folder at the top of a change; and what is wrong.

    That is what was dismissed, what the baseline has, and with `new_only` what was shown before.
    """
    from r1_assistant.features.review.suppression import quiet
    from r1_assistant.features.review.suppression.baseline import FILE, read_baseline

    memory = finding_memory(folder)
    known, problems = read_baseline(folder / FILE)
    shown = memory.shown() if new_only else frozenset()
    names = {
        **dict.fromkeys(shown, quiet.SHOWN),
        **dict.fromkeys(known, quiet.BASELINE),
        **dict.fromkeys(memory.dismissed(), quiet.DISMISSED),
    }
    return quiet.Quiet(names), problems


def change_in_patch(data: bytes, paths: Sequence[str]) -> tuple[Change, list[str]]:
    """Read a patch, and say what of it could not be read.

    `paths` narrow it down to files and folders, as the patch names them. Raises PatchError if
    nothing of the patch can be read.
    """
    from r1_assistant.git.patch import parse_patch

    if not data.strip():
        return Change("patch", ()), []
    change, problems = parse_patch(data)
    if problems and not change.files:
        raise PatchError(
            f"The patch cannot be read: {problems[0]}", hint="git diff prints what is wanted."
        )
    wanted = tuple(path.replace("\\", "/").removeprefix("./").rstrip("/") for path in paths)
    if not wanted:
        return change, problems
    files = tuple(
        file for file in change.files if any(f"{file.path}/".startswith(f"{w}/") for w in wanted)
    )
    return Change(change.title, files), problems


def demo_change() -> Change:
    """Take the sample change that the program brings along."""
    from r1_assistant.git.patch import parse_patch

    change, _ = parse_patch((Path(__file__).parent / "cli" / "demo" / "sample.patch").read_bytes())
    return change


def settings_for(
    folder: Path | None, *, in_repository: bool = False
) -> "tuple[Settings, list[str]]":
    """Resolve the settings that hold in a folder, and say what is wrong in their files.

    `in_repository` takes those at the top of the folder's work tree in place of the folder's own.
    """
    from r1_assistant.config.settings import load_settings

    if folder is None or not in_repository:
        return load_settings(folder)
    from r1_assistant.git import repository

    return load_settings(repository.root(folder))


def workspace(root: Path, seconds: float | None = None) -> "Workspace":
    """Give what is known of a folder's code, brought up to date as far as `seconds` allow."""
    from r1_assistant.context.index.local import bring_up_to_date

    settings, _ = settings_for(root)
    return bring_up_to_date(root, settings.exclude, seconds)


def hook_plan(folder: Path, kind: HookKind) -> "HookPlan":
    """Say what a file that runs the review before each commit would be; raises GitError.

    Waits for git.
    """
    from r1_assistant import __version__
    from r1_assistant.git.hooks.plan import Review, plan

    return plan(folder, kind, Review(Path(sys.executable), __version__), is_yaml)


def install_hook(folder: Path, kind: HookKind) -> "HookPlan":
    """Write what `hook_plan` gives; raises GitError."""
    from r1_assistant.git.hooks.writing import write

    planned = hook_plan(folder, kind)
    write(planned)
    return planned


def is_yaml(text: str) -> bool:
    """Tell whether a text follows the grammar of YAML."""
    from r1_assistant.context.languages import any_language_of
    from r1_assistant.context.syntax import parse, problems

    language = any_language_of("a.yaml")
    tree = None if language is None else parse(text, language)
    return tree is not None and problems(tree) == 0


def any_tokenizer() -> Path | None:
    """Find the tokenizer.json of an installed model, the first by name; None if there is none."""
    from r1_assistant.config.paths import models_dir

    return min(models_dir().glob("*/tokenizer.json"), default=None)


def repository_notes(folder: Path, change: Change, settings: "Settings") -> tuple[str, list[str]]:
    """Collect the notes for assistants that hold for all of a change, and what is wrong there.

    `folder` is any in the repository that the change is of.
    """
    from r1_assistant.features.instructions import instructions_for
    from r1_assistant.git import repository

    wanted = settings.instructions
    if not change.files or not wanted.enabled or not wanted.max_tokens:
        return "", []
    return instructions_for(repository.root(folder), shared_path(change), wanted.max_tokens)


def shared_path(change: Change) -> str:
    """Name a change's one file, or any file of the folder that all its files are in."""
    from posixpath import commonpath

    paths = [file.path for file in change.files]
    return paths[0] if len(paths) == 1 else f"{commonpath(paths)}/*"


def installed_model(wanted: str | None) -> "InstalledModel":
    """Choose the model to use; raises ModelNotInstalled with the command that helps."""
    from r1_assistant.models.store import resolve_model

    return resolve_model(wanted)


def model_choice() -> "ModelChoice":
    """Choose the model to use again and again, at little cost while nothing changes."""
    from r1_assistant.models.watch import ModelChoice

    return ModelChoice()


def score_model(wanted: str | None) -> "InstalledModel | None":
    """Choose the model that tells how likely a text is; None leaves it to the one that writes.

    Without a wish that is the catalogue's, if it is installed. Raises ModelNotInstalled.
    """
    from r1_assistant.models.catalog import load_catalog
    from r1_assistant.models.store import find_installed, resolve_model

    return resolve_model(wanted) if wanted else find_installed(load_catalog().scorer)


def find_model(model_id: str) -> "InstalledModel | None":
    """Return the installed model of that id."""
    from r1_assistant.models.store import find_installed

    return find_installed(model_id)


def offered_models(wanted: str | None) -> "tuple[list[Offer], Machine]":
    """Give all models that can be used or installed here, the recommended one first.

    Waits for the disk. `wanted` is the model that the settings name.
    """
    from r1_assistant.models.catalog import load_catalog
    from r1_assistant.models.machine import this_machine
    from r1_assistant.models.manifest import read_manifest
    from r1_assistant.models.recommend import offers
    from r1_assistant.models.store import installed_models, resolve_model

    try:
        current = resolve_model(wanted).id
    except ModelError:
        current = ""
    manifests = [read_manifest(model.home) for model in installed_models()]
    machine = this_machine()
    return offers(load_catalog(), list(filter(None, manifests)), current, machine), machine


def starter() -> str:
    """Name the model to begin with."""
    from r1_assistant.models.catalog import load_catalog

    return load_catalog().starter


def install_model(model_id: str, progress: "InstallProgress") -> "InstalledModel":
    """Install a model of the catalogue; raises ModelError, UsageError."""
    from r1_assistant.models.install import ensure_installed

    return ensure_installed(model_id, progress)


def local_engine(
    model: "InstalledModel", on_status: "Callable[[EngineStatus], None] | None" = None
) -> "LocalEngine":
    """Make the engine for an installed model; its process starts with the first request.

    `on_status` is called with what it does, whenever that changes.
    """
    from r1_assistant.config.paths import log_dir
    from r1_assistant.engine.host import LocalEngine

    log = log_dir() / "engine.log"
    return LocalEngine(model.folder, model_info(model), log_file=log, on_status=on_status)


def model_info(model: "InstalledModel") -> ModelInfo:
    """Describe an installed model."""
    return ModelInfo(
        id=model.id,
        title=model.title,
        context_length=model.context_length,
        reasoning=model.reasoning,
        fill_in_the_middle=model.fill_in_the_middle,
        device=model.device,
        digest=model.digest,
    )
