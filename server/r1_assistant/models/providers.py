"""Which of the runtime's providers list a device on this machine, asked in a process of its own."""

import json
import logging
import subprocess
import sys
from typing import Any

LOG = logging.getLogger(__name__)

ASK = (sys.executable, "-P", "-m", "r1_assistant.engine.worker.devices")
PATIENCE = 30.0
"""Seconds; a driver may take some to wake up its device."""


def working_providers() -> frozenset[str]:
    """Return the names of the providers that list a device; none if that cannot be found out."""
    try:
        asked = subprocess.run(ASK, capture_output=True, check=True, timeout=PATIENCE)
        return _working(json.loads(asked.stdout))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        LOG.info("the devices cannot be listed: %s", error)
        return frozenset()


def _working(answer: Any) -> frozenset[str]:
    """Read `{"providers": [{"name": ..., "devices": [...]}]}`."""
    providers = answer.get("providers") if isinstance(answer, dict) else None
    found = [each for each in providers or () if isinstance(each, dict) and each.get("devices")]
    return frozenset(str(each.get("name")) for each in found)
