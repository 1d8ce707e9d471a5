from pathlib import Path

import platformdirs
import pytest

from r1_assistant.config import paths


def test_everything_lies_below_r1_home(home: Path) -> None:
    assert paths.models_dir() == home / "data" / "models"
    assert paths.settings_file() == home / "config" / "config.toml"
    assert paths.log_dir() == home / "log"
    assert paths.cache_dir() == home / "cache"


def test_without_it_the_systems_places_are_used(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("R1_HOME")
    data = Path(platformdirs.user_data_dir("r1-assistant", appauthor=False))
    assert paths.models_dir() == data / "models"
