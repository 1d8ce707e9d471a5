"""Programs without a way out of the machine, and what wanted to leave it nevertheless.

A program runs in a network namespace that has a loopback and nothing else. Three witnesses look on:

* the guard of the extension's tests, loaded into every Python process, hears of each look-up of a
  name and of each connection before it is tried;
* the kernel counts, in the namespace, what it could not send anywhere, whoever asked it: native
  libraries and programs in other languages as well, and a look-up at a name server on loopback;
* strace, where it is installed, writes down the addresses.

What a process tried and took no for an answer is thus an attempt like any other.
"""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

HERE = Path(__file__).parent
GUARD = HERE.parents[1] / "extension" / "test" / "support" / "guard"
NAMESPACE = HERE / "egress_namespace.py"
_ADDRESS = re.compile(r'sa_family=AF_INET6?, .*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')


@dataclass(frozen=True)
class Sealed:
    """How a program ended without a network, and what was seen of it.

    `processes` are the command lines of the Python processes that the guard was in; `attempts`
    tell who wanted to reach what, once by each witness.
    """

    code: int
    out: str
    err: str
    processes: tuple[str, ...]
    attempts: tuple[str, ...]


@functools.cache
def not_permitted() -> str:
    """Say why programs can't be run without a network here; empty if they can."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return "there is no unshare (util-linux)"
    done = subprocess.run([unshare, "-rn", "true"], capture_output=True, text=True, check=False)
    return f"network namespaces are not permitted: {done.stderr}" if done.returncode else ""


def run_sealed(
    command: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    notes: Path,
    *,
    timeout: float = 600,
) -> Sealed:
    """Run a command without a network; `notes` is an empty folder for what the witnesses write."""
    path = os.pathsep.join(filter(None, (str(GUARD), environment.get("PYTHONPATH", ""))))
    done = subprocess.run(
        [
            "unshare",
            "-rn",
            sys.executable,
            "-P",
            str(NAMESPACE),
            str(notes),
            *_traced(notes),
            *command,
        ],
        cwd=cwd,
        env={**environment, "PYTHONPATH": path, "R1_GUARD": str(notes)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=timeout,
    )
    return Sealed(
        done.returncode,
        done.stdout.decode(),
        done.stderr.decode(),
        tuple(path.read_text().replace("\n", " ") for path in sorted(notes.glob("python-*"))),
        (*_heard(notes), *_counted(notes), *_seen(notes)),
    )


@functools.cache
def strace() -> tuple[str, ...]:
    """The command that writes down addresses; empty where it can't be had."""
    program = shutil.which("strace")
    if program is None:
        return ()
    plain = (program, "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg")
    quick = (*plain, "--seccomp-bpf")  # stops a process at these calls alone
    for command in (quick, plain):
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return ()


def _traced(notes: Path) -> tuple[str, ...]:
    command = strace()
    return (*command, "-o", str(notes / "strace"), "--") if command else ()


def _heard(notes: Path) -> tuple[str, ...]:
    outside = notes / "outside"
    return tuple(outside.read_text().splitlines()) if outside.exists() else ()


def _counted(notes: Path) -> tuple[str, ...]:
    counted = json.loads((notes / "counted.json").read_text())
    return tuple(f"kernel: {name} {count}" for name, count in counted.items() if count)


def _seen(notes: Path) -> tuple[str, ...]:
    trace = notes / "strace"
    lines = trace.read_text(errors="replace").splitlines() if trace.exists() else []
    return tuple(
        f"strace: {line}" for line in lines if any(map(_is_outside, _ADDRESS.findall(line)))
    )


def _is_outside(address: str) -> bool:
    return not ip_address(address).is_loopback
