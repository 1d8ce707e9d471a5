"""What a model hub says that a repository holds; nothing of it is believed before it is checked."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.catalog import HubSource
from r1_assistant.models.http import PATIENCE, HttpClient
from r1_assistant.models.hub_errors import unreadable
from r1_assistant.models.ids import is_reserved

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository: `name` is below the folder that was asked for, `size` in bytes.

    The hub knows the SHA-256 of large files; of small ones it gives the hash that git gives them.
    """

    path: str
    name: str
    size: int
    sha256: str
    git_sha1: str

    @property
    def hash(self) -> str:
        """Return the better one of the two hashes, in hexadecimal."""
        return self.sha256 or self.git_sha1


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a model, as they are in one commit."""

    commit: str
    files: tuple[HubFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def list_model(source: HubSource, client: HttpClient, *, patience: float = PATIENCE) -> Listing:
    """List the files of `source`; raises DownloadError if there is no model among them.

    A server that answers nothing within `patience` seconds is given up.
    """
    commit = _commit(source, client, patience)
    return Listing(commit, list_files(source, commit, client))


def list_files(source: HubSource, commit: str, client: HttpClient) -> tuple[HubFile, ...]:
    """List the files of `source` in that commit; raises DownloadError as `list_model` does."""
    folder = f"/{quote(source.folder)}" if source.folder else ""
    entries = client.get_list(f"/api/models/{source.repository}/tree/{commit}{folder}?recursive=1")
    try:
        files = [_hub_file(source, entry) for entry in entries if entry["type"] == "file"]
        _check_together(files)
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable(client.server) from error
    files = [file for file in files if not _is_decoration(file.name)]
    if not any(file.name == "genai_config.json" for file in files):
        raise DownloadError(f"There is no ONNX model at {source}.")
    return tuple(files)


def _commit(source: HubSource, client: HttpClient, patience: float) -> str:
    """Pin the revision, so that all files are of one state of the repository."""
    path = f"/api/models/{source.repository}/revision/{quote(source.revision)}"
    info = client.get_json(path, patience=patience)
    commit = info.get("sha") if isinstance(info, dict) else None
    if not isinstance(commit, str) or not re.fullmatch(r"[0-9A-Za-z]{1,64}", commit):
        raise DownloadError(f"{client.server} does not say which revision it has.")
    return commit


def _hub_file(source: HubSource, entry: dict[str, Any]) -> HubFile:
    path = str(entry["path"])
    name = PurePosixPath(path).relative_to(source.folder).as_posix()
    lfs = entry.get("lfs") or {}
    file = HubFile(path, name, entry["size"], lfs.get("oid", ""), entry["oid"])
    if not is_safe(name) or type(file.size) is not int or file.size < 0:
        raise ValueError(name)
    if not re.fullmatch(r"[0-9a-f]{64}" if file.sha256 else r"[0-9a-f]{40}", file.hash):
        raise ValueError(name)
    return file


def is_safe(name: str) -> bool:
    """Say whether a name with `/` between its parts is one of a file below a folder, anywhere."""
    return len(name) <= _LONGEST and all(_is_safe_part(part) for part in name.split("/"))


def _is_safe_part(part: str) -> bool:
    usual = bool(part) and part.isprintable() and part == part.strip() and not part.endswith(".")
    return usual and not set(part) & set('\\:*?"<>|') and not is_reserved(part)


def _check_together(files: list[HubFile]) -> None:
    """Raise ValueError if two files would be one where case doesn't count, or one a folder."""
    names = [file.name.casefold() for file in files]
    folders = {str(above) for name in names for above in PurePosixPath(name).parents}
    if len(set(names)) < len(names) or folders & set(names):
        raise ValueError("files in each other's place")


def _is_decoration(name: str) -> bool:
    """Say whether a file is about the repository rather than the model."""
    return name.startswith(".") or name.lower().endswith((".md", ".gitattributes"))
