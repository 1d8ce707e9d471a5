"""What this machine can run, and what this program keeps and could ever contact."""

from typing import TYPE_CHECKING

from r1_assistant.domain.errors import ModelError, UsageError

if TYPE_CHECKING:
    from r1_assistant.models.devices.report import Inventory, MachineReport
    from r1_assistant.models.machine import Machine


def machine_report() -> "MachineReport":
    """Look at this machine, its devices and its models; takes some seconds, and never raises."""
    from concurrent.futures import ThreadPoolExecutor

    from r1_assistant.config.paths import models_dir
    from r1_assistant.models.devices.listed import ListedDevices, listed_devices
    from r1_assistant.models.devices.machine import SystemProbe, read_machine
    from r1_assistant.models.devices.plugins import plugins
    from r1_assistant.models.devices.report import report
    from r1_assistant.models.machine import this_machine

    there = plugins()
    installed = any(plugin.installed for plugin in there)
    with ThreadPoolExecutor(1) as pool:  # the runtime's process loads while the system is asked
        listing = pool.submit(listed_devices, there) if installed else None
        facts = read_machine(SystemProbe(), str(models_dir()))
        listed = listing.result() if listing else ListedDevices()
    return report(facts, there, listed, _inventory, this_machine())


def _inventory(machine: "Machine") -> "Inventory":
    from r1_assistant.models.catalog import load_catalog
    from r1_assistant.models.devices.report import Inventory
    from r1_assistant.models.discover import discover
    from r1_assistant.models.manifest import read_manifest
    from r1_assistant.models.recommend import offers
    from r1_assistant.models.store import installed_models

    models = installed_models()
    manifests = [manifest for model in models if (manifest := read_manifest(model.home))]
    folders = {model.id: model.folder for model in models}
    return Inventory(
        offers(load_catalog(), manifests, _current(), machine),
        folders,
        discover(models),
    )


def _current() -> str:
    from r1_assistant.models.store import resolve_model

    try:
        return resolve_model(link=False).id
    except (ModelError, UsageError):  # also what is no name
        return ""
