import re

from r1_assistant.models.catalog import HubSource, IndexSource, load_catalog
from r1_assistant.models.ids import is_id


def test_the_catalogue_is_consistent() -> None:
    catalog = load_catalog()
    assert catalog.starter in catalog.entries
    for name, entry in catalog.entries.items():
        assert name == entry.id
        assert is_id(name)
        assert entry.device in ("cpu", "gpu", "npu")
        assert entry.context_length >= 4096
        assert entry.sources


def test_the_parts_add_up_to_the_file() -> None:
    sources = [source for entry in load_catalog().entries.values() for source in entry.sources]
    index_sources = [source for source in sources if isinstance(source, IndexSource)]
    assert len(index_sources) == 3
    for source in index_sources:
        assert sum(part.size for part in source.parts) == source.size
        assert re.fullmatch(r"[0-9a-f]{64}", source.sha256)
        assert len({part.package for part in source.parts}) == len(source.parts)


def test_the_hub_has_a_distill_of_each_size_for_processors_and_graphics() -> None:
    entries = load_catalog().entries
    for size in ("1.5b", "7b", "14b"):
        for suffix, device in (("", "cpu"), ("-gpu", "gpu")):
            entry = entries[f"deepseek-r1-{size}{suffix}"]
            assert entry.device == device
            assert entry.reasoning
            assert isinstance(entry.sources[0], HubSource)
