from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant import app
from r1_assistant.config.edit import write_user_model
from r1_assistant.models.catalog import load_catalog
from r1_assistant.models.importing import import_model
from r1_assistant.models.machine import Machine, this_machine
from r1_assistant.models.manifest import Manifest
from r1_assistant.models.recommend import Offer, offers, recommended

GB = 1_000_000_000
LARGE, SMALL = "qwen2.5-coder-1.5b", "qwen2.5-coder-0.5b"
ROOMY = Machine(64 * GB, 500 * GB, 16)


def manifest(model_id: str, size: int = GB) -> Manifest:
    told = ("somewhere", "", 4096, False, True, "cpu", size, {}, "2026-01-01T00:00:00+00:00")
    return Manifest(model_id, model_id.title(), "MIT", *told)


def by_id(found: list[Offer]) -> dict[str, Offer]:
    return {each.id: each for each in found}


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        (ROOMY, LARGE),
        (replace(ROOMY, memory=6 * GB), LARGE),
        (replace(ROOMY, memory=5 * GB), SMALL),
        (replace(ROOMY, memory=1 * GB), SMALL),
        (replace(ROOMY, disk=4 * GB), LARGE),
        (replace(ROOMY, disk=2 * GB), SMALL),
        (replace(ROOMY, disk=0), SMALL),
        (replace(ROOMY, cores=2), LARGE),
        (replace(ROOMY, cores=1), SMALL),
    ],
)
def test_the_largest_coder_that_fits_is_recommended(machine: Machine, expected: str) -> None:
    assert recommended(load_catalog(), (), machine) == expected


def test_what_is_installed_needs_no_more_disk() -> None:
    full = replace(ROOMY, disk=0)
    assert recommended(load_catalog(), [LARGE], full) == LARGE
    found = by_id(offers(load_catalog(), [manifest(LARGE)], LARGE, full))
    assert found[LARGE].fits
    assert not found[SMALL].fits


@settings(deadline=None)
@given(
    st.builds(Machine, st.integers(0, 99 * GB), st.integers(0, 99 * GB), st.integers(1, 64)),
    st.sets(st.sampled_from([*load_catalog().entries, "mine"])),
)
def test_exactly_one_is_recommended_and_comes_first(machine: Machine, there: set[str]) -> None:
    found = offers(load_catalog(), [manifest(each) for each in there], "", machine)
    assert [each.recommended for each in found] == [True, *[False] * (len(found) - 1)]
    assert {each.id for each in found} == {*load_catalog().entries, *there}
    rest = [each.installed for each in found[1:]]
    assert rest == sorted(rest, reverse=True)
    for each in found:
        assert each.fits or each.why.endswith(".")
        assert (each.download == 0) == each.installed == (each.id in there)
        assert not each.reasoning or not each.recommended


def test_what_is_in_the_way_is_a_sentence() -> None:
    little = by_id(offers(load_catalog(), (), "", Machine(8 * GB, 2 * GB, 4)))
    assert little["deepseek-r1-7b"].why == (
        "It needs a machine with 13.2 GB of memory; this one has 8.0 GB."
    )
    assert little[LARGE].why == "Its installation takes 2.8 GB of disk; 2.0 GB are free."
    assert little["deepseek-r1-1.5b-gpu"].why == "It needs a graphics card that the runtime knows."
    assert little["deepseek-r1-1.5b-gpu"].fits
    assert little[SMALL].why == ""


def test_sizes_are_those_of_the_catalogue_until_it_is_installed() -> None:
    entry = load_catalog().entries[SMALL]
    before = by_id(offers(load_catalog(), (), "", ROOMY))[SMALL]
    assert (before.size, before.download) == (entry.installed_size, 477_610_024)
    after = by_id(offers(load_catalog(), [manifest(SMALL, 7)], SMALL, ROOMY))[SMALL]
    assert (after.size, after.download, after.current, after.parameters) == (7, 0, True, "0.5B")


@pytest.mark.usefixtures("home")
def test_the_models_of_this_machine(tiny_folder: Path) -> None:
    import_model(tiny_folder, "mine")
    import_model(tiny_folder, "other")
    write_user_model("other")
    found, machine = app.offered_models(None)
    assert {each.id for each in found if each.installed} == {"mine", "other"}
    assert [each.id for each in found if each.current] == ["other"]
    assert [each.id for each in app.offered_models("mine")[0] if each.current] == ["mine"]
    assert not any(each.current for each in app.offered_models("gone")[0])
    assert by_id(found)["mine"].size > 0
    assert machine.memory > GB / 2
    assert machine.disk > 0


def test_a_disk_is_measured_before_there_is_a_folder(home: Path) -> None:
    assert not home.exists()
    assert this_machine().disk > 0
    assert not home.exists()
