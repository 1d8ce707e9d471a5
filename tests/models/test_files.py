import shutil
from pathlib import Path

import pytest

from r1_assistant.domain.errors import ModelError
from r1_assistant.models.files import human_size, need_space, sizes_below


def test_files_and_folders_may_vanish_while_sizes_are_taken(tmp_path: Path) -> None:
    for name in ("top", "a/first", "b/second"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"12345")
    sizes = sizes_below(tmp_path)
    assert [next(sizes), next(sizes)] == [5, 5]
    for name in ("a", "b"):
        shutil.rmtree(tmp_path / name)
    assert list(sizes) == []


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "2 kB"), (10**6, "1 MB"), (1.25e9, "1.2 GB")],
)
def test_sizes_for_people(size: float, text: str) -> None:
    assert human_size(size) == text


def test_too_little_space_is_a_sentence(tmp_path: Path) -> None:
    need_space(tmp_path, 1)
    with pytest.raises(ModelError, match="are needed"):
        need_space(tmp_path, 10**18)
