"""Where things are: an API, the web site that belongs to it, pull requests and repositories."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from r1_assistant.domain.errors import UsageError

PUBLIC = "https://api.github.com"

_OWNER = r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]{0,99})"
_NAME = r"(?P<name>(?!\.{1,2}(?:[/#]|$))[A-Za-z0-9._-]{1,100})"
_SHORT = re.compile(rf"{_OWNER}/{_NAME}#(?P<number>[1-9]\d{{0,9}})")
_PAGE = re.compile(rf"/{_OWNER}/{_NAME}/pull/(?P<number>[1-9]\d{{0,9}})(?:/.*)?")
_CLONE = re.compile(rf"/?{_OWNER}/{_NAME}/?")
_SCP = re.compile(r"(?:[^@/:]+@)?(?P<host>[^@/:]+):(?P<path>[^/].*)")
_EXAMPLE = "Write OWNER/REPO#NUMBER, or the address of its page."


@dataclass(frozen=True, slots=True)
class Api:
    """GitHub's API: its address without a slash at the end, and the host of its web pages."""

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class RepositoryName:
    """A repository of the API's."""

    owner: str
    name: str

    def __str__(self) -> str:
        return f"{self.owner}/{self.name}"

    def same(self, other: "RepositoryName") -> bool:
        """Compare as GitHub does, whose names have no case."""
        return str(self).lower() == str(other).lower()


@dataclass(frozen=True, slots=True)
class PullAddress:
    """A pull request of the API's."""

    repository: RepositoryName
    number: int

    def __str__(self) -> str:
        return f"{self.repository}#{self.number}"


def api_at(url: str) -> Api:
    """Check an API's address; raises UsageError unless it is HTTPS, or on this machine."""
    parts = _split(url.strip().rstrip("/"))
    if parts is None or parts.query or parts.fragment or not parts.hostname:
        raise UsageError(
            f"{url!r} is no address of an API.",
            hint="GitHub Enterprise has https://HOST/api/v3.",
        )
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "The address of the API has a name or a password in it.",
            hint="Leave them out, and set GITHUB_TOKEN.",
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname)):
        raise UsageError(
            f"The API at {parts.hostname} is not asked without encryption.",
            hint="Write https:// in front of it.",
        )
    return Api(parts.geturl(), _web_host(parts))


def pull_at(text: str, api: Api) -> PullAddress:
    """Read `OWNER/REPO#N`, or the address of a pull request's page; raises UsageError."""
    text = text.strip()
    if short := _SHORT.fullmatch(text):
        return _pull(short)
    parts = _split(text) if "://" in text else None
    page = None if parts is None else _PAGE.fullmatch(parts.path)
    if parts is None or page is None or not parts.hostname:
        raise UsageError(f"{text!r} names no pull request.", hint=_EXAMPLE)
    host = _host(parts)
    if host != api.host:
        raise UsageError(
            f"This pull request is on {host}, and the API to ask is that of {api.host}.",
            hint=f"Name its API: --api-url {_likely_api(host)}",
        )
    return _pull(page)


def repository_at(url: str) -> tuple[str, RepositoryName] | None:
    """Read a remote's URL: the host's name and the repository; None if it is another kind."""
    if "://" in url:
        parts = _split(url)
        host, path = ("", "") if parts is None else (_host(parts), parts.path)
        if parts is not None and parts.scheme not in ("http", "https"):
            host = parts.hostname or ""  # the port is that of ssh
    else:
        found = _SCP.fullmatch(url)
        host, path = (found["host"], found["path"]) if found else ("", "")
    match = _CLONE.fullmatch(path.rstrip("/").removesuffix(".git"))
    if not host or match is None:
        return None
    return host.lower().removeprefix("ssh."), RepositoryName(match["owner"], match["name"])


def _pull(match: re.Match[str]) -> PullAddress:
    return PullAddress(RepositoryName(match["owner"], match["name"]), int(match["number"]))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # which may be none
    except ValueError:
        return None
    return parts if url.isprintable() and not re.search(r"[\s\\]", url) else None


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _host(parts: SplitResult) -> str:
    port = "" if parts.port in (None, 443) else f":{parts.port}"
    return f"{(parts.hostname or '').lower()}{port}"


def _web_host(parts: SplitResult) -> str:
    host = _host(parts)
    if host == "api.github.com" or (host.startswith("api.") and host.endswith(".ghe.com")):
        return host.removeprefix("api.")
    return host


def _likely_api(host: str) -> str:
    if host == "github.com" or host.endswith(".ghe.com"):
        return f"https://api.{host}"
    return f"https://{host}/api/v3"
