"""Who forbids to fetch anything.

R1_OFFLINE       nothing is fetched, from wherever, unless it is 0
HF_HUB_OFFLINE   the same, for the model hub alone
"""

import os

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.catalog import HubSource, Source


def forbid_if_offline(source: Source, *, option: bool = False) -> None:
    """Raise DownloadError if nothing may be fetched from `source`, with `option` in any case."""
    switch = "--offline" if option else _switch(source)
    if switch:
        where = "the model hub" if isinstance(source, HubSource) else "the package index"
        raise DownloadError(
            f"This model comes from {where}, and {switch} forbids to ask it.",
            hint=f"Leave out {switch}, or bring the model here: r1-model import FILE_OR_FOLDER",
        )


def _switch(source: Source) -> str:
    """Return the name of the variable that forbids it, or nothing."""
    names = ["R1_OFFLINE", "HF_HUB_OFFLINE"] if isinstance(source, HubSource) else ["R1_OFFLINE"]
    return next((name for name in names if _is_set(name)), "")


def _is_set(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() not in ("", "0", "false", "no", "off")
