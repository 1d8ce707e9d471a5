"""The token: taken out of the environment, so that no child process inherits it.

**Invariant:** a token is never part of a message, a log or a command line.
"""

import os
import re
import subprocess
import sys
from collections.abc import MutableMapping
from pathlib import Path

from r1_assistant.domain.errors import GitHubError
from r1_assistant.github.address import Api

_VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN")
_ENTERPRISE = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")  # as gh has it
GH_SECONDS = 10.0
_TOKEN = re.compile(r"[\x21-\x7e]{1,1000}")


def take_token(api: Api, environment: MutableMapping[str, str] = os.environ) -> str | None:
    """Give the token for an API: the variable's, or the one that `gh` has for its host.

    All variables that hold one are removed. None if there is none. Raises GitHubError for a text
    that can't be one.
    """
    found = {name: environment.pop(name, "").strip() for name in (*_ENTERPRISE, *_VARIABLES)}
    names = _VARIABLES if _is_public(api.host) else tuple(found)
    token = next(filter(None, map(found.get, names)), "") or _of_gh(api.host, environment)
    if token and not _TOKEN.fullmatch(token):
        raise GitHubError(
            "The token has characters in it that no token has.",
            hint="Set GITHUB_TOKEN again, without spaces and line ends.",
        )
    return token or None


def _is_public(host: str) -> bool:
    return host == "github.com" or host.endswith(".ghe.com")


def _of_gh(host: str, environment: MutableMapping[str, str]) -> str:
    """Ask gh, which knows tokens by the host that they are for; empty without one."""
    program = _gh(environment.get("PATH", ""))
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, "auth", "token", "--hostname", host],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=GH_SECONDS,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace").strip()


def _gh(search: str) -> str | None:
    """Find gh on PATH, but never in the current directory: that may be anybody's repository."""
    name = "gh.exe" if sys.platform == "win32" else "gh"
    for folder in map(Path, search.split(os.pathsep)):
        program = folder / name
        if folder.is_absolute() and program.is_file() and os.access(program, os.X_OK):
            return str(program)
    return None
