"""What `r1-model info` prints."""

from r1_assistant.domain.errors import ModelError, UsageError
from r1_assistant.models.catalog import CatalogEntry, IndexSource
from r1_assistant.models.describe import describe
from r1_assistant.models.discover import FoundModel
from r1_assistant.models.files import human_size, sha256_of
from r1_assistant.models.ids import spelled
from r1_assistant.models.manifest import Manifest, read_manifest
from r1_assistant.models.named import found_named, installed_named, offered_named
from r1_assistant.models.store import InstalledModel, find_installed

_FORMS = {"gguf": "GGUF", "transformers": "Hugging Face's transformers"}


def print_info(name: str, *, verify: bool) -> None:
    """Print what is known of a model, or of all builds of a family.

    With `verify`, raise ModelError if a file of an installed one has changed. Raises UsageError if
    nothing has that name.
    """
    installed = installed_named(name)
    models = [(model, _manifest(model)) for model in installed]
    blocks = [_installed(model, manifest) for model, manifest in models]
    if not find_installed(spelled(name)):
        blocks += map(_found, found_named(name))
        ids = {model.id for model in installed}
        blocks += (_available(each) for each in offered_named(name) if each.id not in ids)
    if not blocks:
        raise UsageError(f"There is no model {name}.", hint="r1-model list shows what there is.")
    if verify and not models:
        raise UsageError(f"{name} is not installed: there is nothing to verify.")
    for number, block in enumerate(blocks):
        print(end="\n" if number else "")
        _print(block)
    for model, manifest in models if verify else ():
        _verify(model, manifest)


def _manifest(model: InstalledModel) -> Manifest:
    manifest = read_manifest(model.home)
    assert manifest is not None, "an installed model has one"  # noqa: S101
    return manifest


def _found(model: FoundModel) -> dict[str, str]:
    return {
        "id": model.id,
        "model": model.title or model.path.name,
        "program": model.program,
        "installed": f"no; run: {model.command_line()}",
        "file" if model.form == "gguf" else "folder": str(model.path),
        "size": human_size(model.size),
        "device": f"{model.device} ({model.provider})" if model.provider else model.device,
        **_described(model),
    }


def _described(model: FoundModel) -> dict[str, str]:
    """Say what the files themselves tell; of those that have to be converted, that they have to."""
    if not model.in_place:
        return {"form": f"{_FORMS[model.form]}, which has to be converted"}
    about = describe(model.path)
    return {
        "context": f"{about.context_length} tokens",
        "reasoning": _yes(about.reasoning),
        "completion": _yes(about.fill_in_the_middle),
    }


def _installed(model: InstalledModel, manifest: Manifest) -> dict[str, str]:
    return {
        "id": model.id,
        "model": manifest.title,
        "licence": manifest.licence,
        "installed": manifest.installed_at,
        "folder": str(model.folder),
        "size": human_size(manifest.size),
        "device": manifest.device,
        "context": f"{manifest.context_length} tokens",
        "reasoning": _yes(manifest.reasoning),
        "completion": _yes(manifest.fill_in_the_middle),
        "source": manifest.source,
        "source SHA-256": manifest.source_sha256 or "(a folder)",
        "digest": manifest.digest,
    }


def _available(entry: CatalogEntry) -> dict[str, str]:
    about = "about " if entry.size_is_estimate else ""
    first = entry.sources[0]
    index = first if isinstance(first, IndexSource) else None
    return {
        "id": entry.id,
        "model": entry.title,
        "licence": entry.licence,
        "installed": f"no; run: r1-model install {entry.id}",
        "download": human_size(index.download_size) if index else "the hub tells when asked",
        "size": about + human_size(entry.installed_size),
        "device": entry.device,
        "context": f"{entry.context_length} tokens",
        "reasoning": _yes(entry.reasoning),
        "completion": _yes(entry.fill_in_the_middle),
        "source": str(first),
        "source SHA-256": index.sha256 if index else "as the hub lists it when asked",
    }


def _print(facts: dict[str, str]) -> None:
    width = max(map(len, facts))
    for name, value in facts.items():
        print(f"{name.ljust(width)}  {value}")


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _verify(model: InstalledModel, manifest: Manifest) -> None:
    damaged = [
        name
        for name, sha256 in manifest.files.items()
        if not (model.folder / name).is_file() or sha256_of(model.folder / name) != sha256
    ]
    if damaged:
        raise ModelError(
            f"Files of {model.id} are missing or changed: {', '.join(damaged)}.",
            hint=f"Run: r1-model install {model.id} --again",
        )
    print("All files are as they were when the model was installed.")
