"""Which of the runtime's providers list a device on this machine."""

from collections.abc import Sequence

from r1_assistant.models.devices.listed import ASK, listed_devices
from r1_assistant.models.devices.plugins import plugins


def working_providers(ask: Sequence[str] = ASK) -> frozenset[str]:
    """Return the names of the providers that list a device; none if that cannot be found out."""
    listed = listed_devices(plugins(), ask).providers
    return frozenset(name for name, provider in listed.items() if provider.devices)
