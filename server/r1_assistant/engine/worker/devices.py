"""What execution providers list, as a program: `worker.devices [NAME=LIBRARY] ...`.

Each plug-in is registered and asked for its devices, in this process, because one that doesn't fit
the machine may end it. An empty LIBRARY means that Windows ML knows where it is; without arguments
all plug-ins that are installed are asked. Standard output gets one JSON object:

{"runtime": "1.32.0",
 "providers": [{"name": "QNNExecutionProvider", "registered": true, "error": "",
                "devices": [{"type": "npu", "vendor": "Qualcomm", "name": "", "vendor_id": 0,
                             "device_id": 0, "metadata": {...}}]}]}

The providers are the named ones in order, then those that the runtime brings. `error` is the first
line of what went wrong; the object itself has one if there is no runtime.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from r1_assistant.domain.errors import LoadFailed
from r1_assistant.engine.failure import first_line
from r1_assistant.engine.stdio import take_over, write_all
from r1_assistant.engine.worker.__main__ import TELEMETRY_OFF


def main(arguments: Iterable[str]) -> None:
    """Print what each provider lists."""
    os.environ[TELEMETRY_OFF] = "1"
    _, out = take_over()  # libraries print, too
    asked = [argument.partition("=")[::2] for argument in arguments] or list(installed())
    write_all(out, json.dumps(report(asked)).encode() + b"\n")
    os._exit(0)  # a library that is half registered can crash when the runtime is taken down


def installed() -> Iterator[tuple[str, str]]:
    """Give names and libraries of the installed plug-ins, as their packages tell them."""
    for module in iter_modules():
        if module.name == "onnxruntime_qnn" or module.name.startswith("onnxruntime_ep_"):
            try:
                package = import_module(module.name)
                yield package.get_ep_name(), package.get_library_path()
            except Exception as error:  # a package that is broken, in whatever way
                print(f"{module.name}: {error}", file=sys.stderr)
        elif module.name == "windowsml":
            from r1_assistant.engine.worker.windows_ml import present

            yield from ((name, "") for name in present())


def report(asked: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Register plug-ins, given as name and library, and tell what they list."""
    try:
        import onnxruntime as ort
    except (ImportError, OSError) as error:
        return {"runtime": "", "error": first_line(error), "providers": []}
    errors = {name: _register(ort, name, library) for name, library in asked}
    devices: dict[str, list[dict[str, Any]]] = {name: [] for name in errors}
    for each in ort.get_ep_devices():
        devices.setdefault(each.ep_name, []).append(_device(each))
    providers = [
        {
            "name": name,
            "registered": not errors.get(name),
            "error": errors.get(name, ""),
            "devices": listed,
        }
        for name, listed in devices.items()
    ]
    return {"runtime": ort.__version__, "providers": providers}


def _register(ort: Any, name: str, library: str) -> str:
    """Give what is wrong; empty if nothing is."""
    from r1_assistant.engine.worker.windows_ml import library_of

    try:
        ort.register_execution_provider_library(name, library or library_of(name))
    except LoadFailed as error:
        return error.message
    except Exception as error:  # the runtime's errors have no common type
        return first_line(error)
    return ""


def _device(each: Any) -> dict[str, Any]:
    device = each.device
    return {
        "type": device.type.name.lower(),
        "vendor": device.vendor or each.ep_vendor,
        "name": device.metadata.get("Description", ""),
        "vendor_id": device.vendor_id,
        "device_id": device.device_id,
        "metadata": {**device.metadata, **each.ep_metadata},
    }


if __name__ == "__main__":
    main(sys.argv[1:])
