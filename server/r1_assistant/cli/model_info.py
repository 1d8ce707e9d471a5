"""What `r1-model info` prints."""

from r1_assistant.domain.errors import ModelError, UsageError
from r1_assistant.models.catalog import CatalogEntry, IndexSource, load_catalog
from r1_assistant.models.files import human_size, sha256_of
from r1_assistant.models.ids import checked_id
from r1_assistant.models.manifest import Manifest, read_manifest
from r1_assistant.models.store import InstalledModel, find_installed


def print_info(model_id: str, *, verify: bool) -> None:
    """Print what is known of a model; with `verify`, raise ModelError if a file has changed."""
    model = find_installed(checked_id(model_id))
    if model:
        manifest = read_manifest(model.home)
        assert manifest is not None, "an installed model has one"  # noqa: S101
        _print(_installed(model, manifest))
        if verify:
            _verify(model, manifest)
        return
    entry = load_catalog().entries.get(model_id)
    if entry is None:
        raise UsageError(
            f"There is no model {model_id}.", hint="r1-model list shows what there is."
        )
    _print(_available(entry))


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
