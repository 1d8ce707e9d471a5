"""Where this program keeps its files: the user's own folders, or those below `R1_HOME`."""

import os
from pathlib import Path
from typing import Literal

APPLICATION = "r1-assistant"
Kind = Literal["data", "config", "cache", "log"]


def data_dir() -> Path:
    """The folder of models."""
    return _folder("data")


def config_dir() -> Path:
    """The folder of the user's settings."""
    return _folder("config")


def log_dir() -> Path:
    """The folder of log files."""
    return _folder("log")


def cache_dir() -> Path:
    """The folder of what can be made anew, such as the index of a workspace."""
    return _folder("cache")


def models_dir() -> Path:
    """The folder with one folder per installed model."""
    return data_dir() / "models"


def settings_file() -> Path:
    """The user's settings."""
    return config_dir() / "config.toml"


def _folder(kind: Kind) -> Path:
    home = os.environ.get("R1_HOME")
    if home:
        return Path(home).expanduser().absolute() / kind
    import platformdirs  # late: it costs more than everything else here

    found = {
        "data": platformdirs.user_data_path,
        "config": platformdirs.user_config_path,
        "cache": platformdirs.user_cache_path,
        "log": platformdirs.user_log_path,
    }[kind]
    return found(APPLICATION, appauthor=False)
