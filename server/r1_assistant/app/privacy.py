"""What this program could ever contact, what it never does, and what it keeps.

Who adds a connection or a file adds it here.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from r1_assistant.domain.errors import R1Error

PIP_SECONDS = 60.0
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_PIP_KEYS = re.compile(r"^[^=]*?\.(index-url|extra-index-url|find-links|no-index|proxy)='?(.*?)'?$")
_SECRET = re.compile(r"(?<=://)[^/@\s]+@")


@dataclass(frozen=True, slots=True)
class Contact:
    """A server that may be asked for something: where, when, why, and what is told to it."""

    name: str
    addresses: tuple[str, ...]
    when: str
    why: str
    sent: str
    settings: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Something on the disk; `size` is in bytes, and None if there is nothing."""

    what: str
    path: str
    size: int | None
    removal: str


@dataclass(frozen=True, slots=True)
class PrivacyReport:
    """All contacts there could be, sentences about what is never contacted, and what is kept."""

    contacts: tuple[Contact, ...]
    never: tuple[str, ...]
    kept: tuple[Kept, ...]


def privacy_report() -> PrivacyReport:
    """Collect it; runs `pip config list`, looks into this program's folders, contacts nobody."""
    return PrivacyReport(tuple(_contacts()), _NEVER, tuple(_kept()))


_NEVER = tuple(
    """\
Reviews, explanations, completions, edits and chats: the model runs in a process of its own on \
this machine, and the prompts go to it through a pipe.
Telemetry: this program has none, and that of onnxruntime is switched off \
(ORT_DISABLE_TELEMETRY=1) before it is loaded.
Updates: nothing looks for newer versions or models.
Git's remotes: git runs with its network protocols switched off (GIT_ALLOW_PROTOCOL=none), and \
without a repository's own hooks and filters.
Rules of other programs (ruff, bandit, detect-secrets): they run on copies, with nothing verified \
over the network.
The language server talks to the editor through pipes; with --tcp it listens on 127.0.0.1.
""".splitlines()
)


def _contacts() -> Iterator[Contact]:
    from r1_assistant.models.catalog import HubSource, IndexSource, load_catalog

    entries = load_catalog().entries.values()
    packaged = [e.id for e in entries if any(isinstance(s, IndexSource) for s in e.sources)]
    hub = [e.id for e in entries if any(isinstance(s, HubSource) for s in e.sources)]
    proxy = _proxy()
    yield Contact(
        "Package index, through pip",
        _pip_addresses(),
        "r1-model install, if you name one of: " + ", ".join(packaged) + ". r1-review --demo "
        "while no model is installed. The button of an editor that installs a model. The "
        "extension's installation of this server, which is an ordinary pip install.",
        "To download a model's parts, which packages carry, or this program's own packages.",
        "Names of packages, and what pip itself sends.",
        f"pip's configuration and PIP_* variables{proxy}. R1_OFFLINE=1 forbids r1-model to ask.",
    )
    token = "sent, since HF_TOKEN is set" if os.environ.get("HF_TOKEN") else "HF_TOKEN is not set"
    yield Contact(
        "Model hub",
        (*_hub_addresses(), "and where they redirect a download to (without the token)"),
        "r1-model install, or the button of an editor, if you name one of: " + ", ".join(hub) + ".",
        "To list and download a model's files.",
        f"Names of files, the name and version of this program, an access token ({token}).",
        f"HF_ENDPOINT, HF_TOKEN and R1_HUB_MIRRORS{proxy}. Off: HF_HUB_OFFLINE, R1_OFFLINE.",
    )
    yield Contact(
        "GitHub",
        (without_secrets(os.environ.get("GITHUB_API_URL") or "https://api.github.com"),),
        "r1-review --pr, and nothing else.",
        "To read a pull request and what was said to it; with --post, to send the review.",
        "Names of the repository and its files, an access token. With --post: the findings, their "
        "fixes and the lines that these replace, what was not reviewed, and the model's name.",
        f"--api-url, GITHUB_API_URL, GITHUB_TOKEN, GH_TOKEN, gh auth login{proxy}.",
    )


def _proxy() -> str:
    names = [name for name in _PROXIES if os.environ.get(name) or os.environ.get(name.lower())]
    return f"; the proxy by {', '.join(names)}" if names else "; HTTPS_PROXY may name a proxy"


def _hub_addresses() -> tuple[str, ...]:
    from r1_assistant.models.hub_addresses import hub_addresses

    hub, *mirrors = map(without_secrets, hub_addresses())
    return (hub, *(f"{mirror} (a mirror, which gets no token)" for mirror in mirrors))


def _pip_addresses() -> tuple[str, ...]:
    from r1_assistant.models.pip_download import pip_command

    try:
        command = [*pip_command(), "config", "list"]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PIP_SECONDS,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (R1Error, OSError, subprocess.SubprocessError):
        return ("as pip is configured, which could not be asked",)
    return pip_addresses(done.stdout.decode("utf-8", errors="replace"))


def pip_addresses(listing: str) -> tuple[str, ...]:
    """Read where pip looks out of `pip config list`; user names and passwords are left out.

    Variables of the environment go before files, and one index-url before another.
    """
    told: dict[str, str] = {}
    for line in listing.splitlines():
        found = _PIP_KEYS.match(line.strip())
        if found and (found[1] not in told or line.strip().startswith(":env:")):
            told[found[1]] = without_secrets(found[2].replace("\\n", " ").strip())
    return tuple(_described(told))


def _described(told: Mapping[str, str]) -> Iterator[str]:
    if told.get("no-index", "").lower() not in ("", "0", "false", "no"):
        yield "no index (no-index is set)"
    else:
        yield told.get("index-url") or "pip's default, the public Python Package Index"
        yield from told.get("extra-index-url", "").split()
    yield from told.get("find-links", "").split()
    if told.get("proxy"):
        yield f"through the proxy {told['proxy']}"


def without_secrets(text: str) -> str:
    """Leave out what addresses have of names and passwords."""
    return _SECRET.sub("", text)


def _kept() -> Iterator[Kept]:
    from r1_assistant.config.paths import cache_dir, data_dir, log_dir, models_dir, settings_file

    again = "It can be deleted at any time; what is needed is made again."
    rows = (
        ("Models", models_dir(), "To remove one: r1-model remove ID."),
        ("Your settings", settings_file(), ""),
        ("Names, signatures and places of definitions in your folders (the index)",
         cache_dir() / "index", again),
        ("What models said in reviews, by hashes of what they were asked",
         cache_dir() / "reviews.sqlite", again),
        ("Explanations of code, by hashes of what they were asked",
         cache_dir() / "explanations.sqlite", again),
        ("Which model could not be loaded on which device, and why",
         cache_dir() / "devices.json", "Deleting it has all devices tried again."),
        ("Texts that were opened as documents in an editor", cache_dir() / "shown", again),
        ("Fingerprints of dismissed and shown findings, in folders without git",
         data_dir() / "findings", "Deleting it brings the findings back."),
        ("Weights of confidence that were measured on this machine", data_dir() / "weights", ""),
        ("Logs of failures and of the model's process, about 1 MB each", log_dir(),
         "They can be deleted at any time."),
    )  # fmt: skip
    for what, path, removal in rows:
        yield Kept(what, str(path), _size(path), removal)
    repository = Path.cwd() / ".git" / "r1" / "findings.sqlite"
    yield Kept(
        "The same fingerprints, in each repository, with paths and reasons of what was dismissed",
        str(
            repository if repository.exists() else Path("REPOSITORY", ".git", "r1", repository.name)
        ),
        _size(repository),
        "Deleting it brings the findings back.",
    )
    yield Kept(
        "Copies of changed files for other programs' rules, while a review runs",
        str(Path(tempfile.gettempdir(), "r1-*")),
        None,
        "They are removed at its end.",
    )


def _size(path: Path) -> int | None:
    """Return the bytes of a file, or of all below a folder; None if there is nothing."""
    from r1_assistant.models.files import sizes_below

    try:
        size = sum(sizes_below(path)) if path.is_dir() else path.stat().st_size
    except OSError:
        return None
    return size or None
