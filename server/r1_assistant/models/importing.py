"""Import of models that people have already."""

from pathlib import Path

from r1_assistant.domain.errors import ImportFormatError, UsageError
from r1_assistant.models.build import NpuImport, Origin, build
from r1_assistant.models.describe import CONFIG
from r1_assistant.models.files import sha256_of
from r1_assistant.models.ids import checked_id, id_from
from r1_assistant.models.progress import InstallProgress, silent
from r1_assistant.models.store import InstalledModel, find_installed
from r1_assistant.models.workshop import workshop


def import_model(
    path: Path,
    model_id: str = "",
    progress: InstallProgress = silent,
    *,
    link: bool = False,
    npu: NpuImport | None = None,
) -> InstalledModel:
    """Install a model from a GGUF file, or from a folder with genai_config.json.

    With `link`, the folder is used where it lies; with `npu`, a GGUF file is made into graphs for
    an NPU. Raises ImportFormatError if it is neither, and UsageError if there is a model of that id
    already.
    """
    path = path.expanduser().absolute()
    gguf = is_gguf(path)
    _check(path, gguf, link)
    if npu and not gguf:
        raise UsageError(
            "Only a GGUF file can be made into graphs for an NPU.", hint="Leave out --device."
        )
    title = _name_in(path) if gguf else path.name
    chosen = checked_id(model_id) if model_id else _id_of(path, title) + ("-npu" if npu else "")
    with workshop(chosen) as work:
        if find_installed(chosen):
            raise UsageError(
                f"There is a model {chosen} already.",
                hint=f"Choose another name with --id, or run: r1-model remove {chosen}",
            )
        origin = Origin(str(path), sha256_of(path) if gguf else "", link)
        return build(path, work, chosen, origin, progress, title=title, npu=npu)


def is_gguf(path: Path) -> bool:
    """Tell a GGUF file by its first bytes: the names of Ollama's say nothing."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"GGUF"
    except OSError:
        return False


def _check(path: Path, gguf: bool, link: bool) -> None:
    if not path.exists():
        raise ImportFormatError(f"There is no {path}.")
    if not gguf and not (path / CONFIG).is_file():
        raise ImportFormatError(
            f"{path} is neither a GGUF file nor a folder with {CONFIG}.",
            hint="r1-model list shows models that other programs have.",
        )
    if gguf and link:
        raise UsageError("A GGUF file is converted and cannot be linked.", hint="Leave out --link.")


def _id_of(path: Path, title: str) -> str:
    name = title if path.name.startswith("sha256-") else path.name.removesuffix(".gguf")
    found = id_from(name)
    if not found:
        raise UsageError(f"The name of {path} cannot name a model.", hint="Give one with --id.")
    return found


def _name_in(path: Path) -> str:
    from r1_assistant.models.gguf.source import GgufSource  # late: numpy

    return GgufSource(path).name
