"""Which hub is asked, and which mirrors after it: what the environment says.

HF_ENDPOINT      the hub, in place of the public one
HF_TOKEN         the token for it; mirrors never get it
R1_HUB_MIRRORS   addresses, with commas between them, which are tried in turn after the hub
"""

import os

ENDPOINT = "https://huggingface.co"


def hub_addresses() -> tuple[str, ...]:
    """Return the address of the hub, then those of its mirrors, as they were written."""
    hub = os.environ.get("HF_ENDPOINT", "").strip() or ENDPOINT
    mirrors = (mirror.strip() for mirror in os.environ.get("R1_HUB_MIRRORS", "").split(","))
    return (hub, *filter(None, mirrors))
