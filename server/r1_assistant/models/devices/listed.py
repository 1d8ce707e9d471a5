"""Which execution providers register and what they list, asked of a process of its own.

Only that process loads the runtime and the plug-ins: what they print or wait for, and how they
crash, stays there.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from r1_assistant.models.devices.plugins import Plugin

ASK = (sys.executable, "-P", "-m", "r1_assistant.engine.worker.devices")
SECONDS = 20.0
"""How long the runtime and all plug-ins together may take to load."""
ALONE = 8.0
"""The same for one plug-in."""


@dataclass(frozen=True, slots=True)
class ListedDevice:
    """A device as a provider lists it; `kind` is "npu", "gpu", "cpu", or empty if unknown."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class ListedProvider:
    """A provider as the runtime sees it; `error` says why it did not register."""

    registered: bool
    devices: tuple[ListedDevice, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class ListedDevices:
    """The providers by name, or a sentence about why they could not be asked."""

    providers: Mapping[str, ListedProvider] = field(default_factory=dict)
    problem: str = ""


def listed_devices(plugins: Iterable[Plugin], ask: Sequence[str] = ASK) -> ListedDevices:
    """Ask the runtime for its providers and their devices; waits for processes, never raises.

    All installed plug-ins are asked at once. Where that fails, each is asked alone, so that one
    that ends its process hides no other.
    """
    there = [plugin for plugin in plugins if plugin.installed]
    together = _ask(ask, SECONDS)
    if not together.problem or not there:
        return together
    answers = {plugin.name: _ask([*ask, _argument(plugin)], ALONE) for plugin in there}
    found = {name: _alone(name, answer) for name, answer in answers.items()}
    alive = any(not answer.problem for answer in answers.values())
    return ListedDevices(found) if alive else together


def _argument(plugin: Plugin) -> str:
    return f"{plugin.name}={plugin.library or ''}"


def _alone(name: str, answer: ListedDevices) -> ListedProvider:
    return answer.providers.get(name) or ListedProvider(registered=False, error=answer.problem)


def _ask(command: Sequence[str], seconds: float) -> ListedDevices:
    environment = os.environ | {"ORT_DISABLE_TELEMETRY": "1", "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return _unasked(f"it gave no answer in {seconds:g} seconds")
    except OSError as error:
        return _unasked(f"it could not be started: {error.strerror}")
    if done.returncode != 0:
        return _unasked(f"it ended with code {done.returncode}")
    return parse_listed(done.stdout.decode("utf-8", errors="replace"))


def parse_listed(text: str) -> ListedDevices:
    """Read the last line that is a JSON object; native code may have printed others."""
    for line in reversed(text.splitlines()):
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(document, dict) and document.get("error"):
            return _unasked(str(document["error"]).rstrip("."))
        if isinstance(document, dict):
            return ListedDevices(dict(_providers(document.get("providers"))))
    return _unasked("its answer cannot be read")


def _unasked(why: str) -> ListedDevices:
    return ListedDevices(problem=f"The runtime's process could not be asked: {why}.")


def _providers(value: Any) -> list[tuple[str, ListedProvider]]:
    rows = value if isinstance(value, list) else []
    return [
        (row["name"], _provider(row))
        for row in rows
        if isinstance(row, dict) and isinstance(row.get("name"), str)
    ]


def _provider(row: dict[str, Any]) -> ListedProvider:
    devices = row.get("devices")
    found = tuple(map(_device, devices if isinstance(devices, list) else []))
    return ListedProvider(row.get("registered") is True, found, str(row.get("error") or ""))


def _device(value: Any) -> ListedDevice:
    if not isinstance(value, dict):
        return ListedDevice("", str(value))
    kind = str(value.get("type") or value.get("device") or "").lower()
    parts = (value.get("vendor"), value.get("name") or kind.upper() or "device")
    said = " ".join(str(part) for part in parts if part)
    return ListedDevice(kind if kind in ("npu", "gpu", "cpu") else "", said)
