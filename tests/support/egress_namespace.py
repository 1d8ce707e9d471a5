"""Runs a command in a fresh network namespace: `egress_namespace.py FOLDER COMMAND ...`.

Its loopback is switched on first; what the kernel counted in the end is in FOLDER/counted.json.
"""

import fcntl
import json
import socket
import struct
import subprocess
import sys
from pathlib import Path

COUNTERS = ("Ip.OutNoRoutes", "Ip6OutNoRoutes", "Udp.NoPorts", "Udp6NoPorts")
"""What was to go where no way leads, and what went to a port of loopback where nobody listens, as
a question to a name server does."""
_SET_FLAGS = 0x8914
"""SIOCSIFFLAGS of linux/sockios.h; the flags are IFF_UP and IFF_RUNNING of linux/if.h."""
_UP = 0x1 | 0x40


def main() -> int:
    folder, *command = sys.argv[1:]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))
    before = counters()
    code = subprocess.run(command, check=False).returncode
    counted = {name: count - before[name] for name, count in counters().items()}
    Path(folder, "counted.json").write_text(json.dumps(counted))
    return code


def counters() -> dict[str, int]:
    """Read the counters of this namespace; one that the kernel doesn't have is a KeyError."""
    found: dict[str, int] = {}
    lines = Path("/proc/net/snmp").read_text().splitlines()
    for names, values in zip(lines[::2], lines[1::2], strict=True):
        group, *rest = names.split()
        found |= {
            group.replace(":", ".") + name: int(value)
            for name, value in zip(rest, values.split()[1:], strict=True)
        }
    six = Path("/proc/net/snmp6")
    pairs = [line.split() for line in six.read_text().splitlines()] if six.exists() else []
    found |= {name: int(value) for name, value in pairs}
    return {name: found[name] for name in COUNTERS if pairs or "6" not in name}


if __name__ == "__main__":
    sys.exit(main())
