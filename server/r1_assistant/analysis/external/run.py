"""Running the programs that are installed, side by side, and reading what counts."""

import asyncio
import importlib.util
import logging
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from r1_assistant.analysis.external.folder import Folder, fill
from r1_assistant.analysis.external.tools import TOOLS, Hit, Tool
from r1_assistant.analysis.sides import FileSides
from r1_assistant.analysis.trace import Trace

SECONDS = 5.0
"""How long one program may take."""

_log = logging.getLogger(__name__)


async def external_traces(
    files: Sequence[FileSides], added: Mapping[str, frozenset[int]]
) -> dict[str, list[Trace]]:
    """Ask the programs that are installed about the added lines (1-based) of a change's files.

    Gives traces by path. A program that is missing, fails, or takes longer than SECONDS says
    nothing, and the log says so. The programs see copies: no configuration of the repository is
    read, and nothing of it runs. What the old side had as well is left out.
    """
    tools = [tool for tool in TOOLS if _installed(tool.module)]
    if not tools or not any(added.values()):
        return {}
    try:
        return await asyncio.to_thread(_all, tools, files, added)
    except OSError as error:
        _log.warning("The files could not be copied for other programs' rules: %s", error)
        return {}


def _installed(module: str) -> bool:
    """Tell whether a module is there, without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _all(
    tools: Sequence[Tool], files: Sequence[FileSides], added: Mapping[str, frozenset[int]]
) -> dict[str, list[Trace]]:
    from concurrent.futures import ThreadPoolExecutor

    with tempfile.TemporaryDirectory(prefix="r1-", ignore_cleanup_errors=True) as place:
        folder = fill(Path(place), files, added)
        if not folder.files:
            return {}
        with ThreadPoolExecutor(len(tools)) as pool:
            answers = list(pool.map(lambda tool: _ask(tool, folder), tools))
    return _news((hit for hits in answers for hit in hits), folder)


def _ask(tool: Tool, folder: Folder) -> list[Hit]:
    arguments = tool.arguments(folder)
    if not arguments:
        return []
    # -P: a folder's own modules are not what is meant
    command = [sys.executable, "-P", "-m", tool.module, *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder.root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        return list(tool.read(done.stdout.decode(errors="replace"), folder))
    except (OSError, subprocess.SubprocessError, ValueError, LookupError, TypeError) as error:
        _log.info("%s was left out: %s", tool.name, error)
        return []


def _news(hits: Iterable[Hit], folder: Folder) -> dict[str, list[Trace]]:
    """Keep what stands on added lines and was not said of the old side."""
    before: Counter[tuple[str, str, str]] = Counter()
    now: list[tuple[str, Hit]] = []
    for hit in hits:
        found = folder.find(hit.file.replace("\\", "/"))
        if found is None:
            continue
        file, side = found
        if side == "old":
            before[file.path, hit.rule, hit.message] += 1
        elif hit.line in file.added:
            now.append((file.path, hit))
    traces: dict[str, list[Trace]] = defaultdict(list)
    for path, hit in now:
        if before[path, hit.rule, hit.message] == 0:
            traces[path].append(_trace(hit))
    return dict(traces)


def _trace(hit: Hit) -> Trace:
    return Trace(
        "external",
        hit.line,
        f"{hit.tool} {hit.rule}: {hit.message}",
        f"{hit.tool} says so by its rule {hit.rule}.",
        hit.strength,
    )
