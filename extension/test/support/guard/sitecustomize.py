"""Found first by every Python process of the tests: writes down what wants to leave the machine.

R1_GUARD is a folder. A file in it for each process tells that the guard was there; what a process
looked up or connected to elsewhere stands in `outside`. With R1_GUARD_PIP, pip alone may do so.
"""

import ipaddress
import os
import sys

FOLDER = os.environ["R1_GUARD"]
WATCHED = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")


def note(event, args):
    if event in WATCHED:
        given = args[0] if event.endswith(("addrinfo", "byname")) else args[-1]
        host = given[0] if isinstance(given, tuple) else given
        if not is_local(host):
            write("outside", f"{' '.join(sys.orig_argv)}: {event} {host}\n")


def is_local(host):
    """Whether an address is this machine: a path of a socket, None, or a loopback's."""
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if not isinstance(host, str) or host in ("", "localhost") or "/" in host or "\0" in host:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def write(name, text):
    with open(os.path.join(FOLDER, name), "a", encoding="utf-8") as file:
        file.write(text)


def is_pip():
    argv = sys.orig_argv
    return any(argv[at : at + 2] == ["-m", "pip"] for at in range(len(argv)))


write(f"python-{os.getpid()}", "\n".join(sys.orig_argv))
if not (os.environ.get("R1_GUARD_PIP") and is_pip()):
    sys.addaudithook(note)
