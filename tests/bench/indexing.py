"""What the index of a large repository takes: time, memory, room; and a context from it."""

import os
import random
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from time import perf_counter

from bench import aider_map
from bench.corpora import CORPORA, files, repository
from bench.jedi_truth import python_calls, read
from bench.keeper import Keeper
from bench.metrics import Result
from bench.project import module, source
from bench.run import BenchError
from bench.serving import percentile
from bench.sites import Call
from bench.tokens import Counter
from r1_assistant.context.contexts import Document, for_completion
from r1_assistant.context.index.reader import Index
from r1_assistant.context.languages import any_language_of, language_of
from r1_assistant.context.syntax import parse

DJANGO = next(corpus for corpus in CORPORA if corpus.name == "django")
SEED = 5
BUDGET = 1500

Results = dict[str, Result]


@contextmanager
def home() -> Iterator[Path]:
    """Use a new R1_HOME, in this process and in those that it starts."""
    before = os.environ.get("R1_HOME")
    with tempfile.TemporaryDirectory(prefix="bench-home-") as name:
        os.environ["R1_HOME"] = name
        try:
            yield Path(name)
        finally:
            if before is None:
                del os.environ["R1_HOME"]
            else:
                os.environ["R1_HOME"] = before


@contextmanager
def copied() -> Iterator[Path]:
    """Copy django's repository, to be changed."""
    with tempfile.TemporaryDirectory(prefix="bench-copy-") as name:
        target = Path(name).resolve() / "django"
        shutil.copytree(
            repository(DJANGO), target, ignore=shutil.ignore_patterns(".aider*"), symlinks=True
        )
        yield target


def building(times: int, tokens: Counter) -> Results:
    """Index django from nothing, and have aider do so; the caches of the disk are warm."""
    root = repository(DJANGO)
    count = sum(path.endswith(".py") for path in files(root))
    seconds, peaks = [], []
    share = 0.0
    for _ in range(times):
        with home() as folder, Keeper(root) as keeper:
            share = _bytes_of_databases(folder) / _bytes_indexed(root)
        seconds.append(keeper.seconds)
        peaks.append(keeper.peak / 1e6)
    ours, theirs = statistics.median(seconds), _aider_builds(root, tokens)
    spread = {"least_s": min(seconds), "most_s": max(seconds), "python_files": count}
    return {
        "index_files_per_s": Result(count / ours, spread),
        "index_ratio_to_aider": Result(theirs / ours, {"ours_s": ours, "aider_s": theirs}),
        "index_peak_mb": Result(max(peaks), {"median": statistics.median(peaks)}),
        "index_share": Result(share),
    }


def again(times: int) -> Results:
    """Change files of django one after the other, each until the index has it."""
    with copied() as root, home(), Keeper(root) as keeper:
        paths = [path for path in files(root) if path.endswith(".py")]
        found = []
        workspace = Index(root)
        for number, path in enumerate(random.Random(SEED).sample(paths, times)):
            name = f"added_by_benchmark_{number}"
            with (root / path).open("a", encoding="utf-8") as file:
                file.write(f"\n\ndef {name}(value):\n    return value\n")
            found.append(keeper.changed(path) * 1000)
            if [one.path for one in workspace.definitions(name)] != [path]:
                raise BenchError(f"the index did not notice that {path} changed")
        workspace.close()
    return {"reindex_ms": Result(statistics.median(found), {"most": max(found)})}


def completing(size: int, times: int, tokens: Counter) -> Results:
    """Ask for completions' contexts, each after an edit of one character, the index being warm."""
    with copied() as root, home():
        calls = _calls(root, times)
        _fill(root, size)
        with Keeper(root):
            workspace = Index(root)
            first, found, sizes = _contexts(root, calls, workspace, tokens)
            workspace.close()
    return {
        "completion_context_p95_ms": Result(
            percentile(found, 95) * 1000,
            {
                "p50": percentile(found, 50) * 1000,
                "most": max(found) * 1000,
                "files": size,
                "contexts": len(found),
                "tokens_p50": statistics.median(sizes),
            },
        ),
        "completion_context_first_p95_ms": Result(
            percentile(first, 95) * 1000, {"p50": percentile(first, 50) * 1000}
        ),
    }


def _contexts(
    root: Path, calls: list[Call], workspace: Index, tokens: Counter
) -> tuple[list[float], list[float], list[int]]:
    """Time the first context in a file that was just opened, and that of the next key stroke.

    What lines cost is remembered as it is by features.tokens.
    """
    count = lru_cache(maxsize=50_000)(tokens)
    first, second, sizes = [], [], []
    for call in calls:
        language = language_of(call.path)
        assert language is not None
        text = read(root / call.path)
        at = call.opens + 1
        start = perf_counter()
        opened = parse(text, language)
        document = Document(call.path, text, language, opened)
        before = for_completion(document, at, workspace, budget=BUDGET, count=count)
        first.append(perf_counter() - start)
        typed = f"{text[:at]}x{text[at:]}"
        start = perf_counter()
        document = Document(call.path, typed, language, parse(typed, language, opened))
        context = for_completion(
            document, at + 1, workspace, budget=BUDGET, count=count, previous=before
        )
        second.append(perf_counter() - start)
        sizes.append(context.tokens)
    return first, second, sizes


def _calls(root: Path, count: int) -> list[Call]:
    """Choose calls in as many files."""
    paths = [path for path in files(root) if path.endswith(".py")]
    calls = python_calls(root, random.Random(SEED).sample(paths, 4 * count))
    by_path = {call.path: call for call in random.Random(SEED).sample(calls, len(calls))}
    return list(by_path.values())[:count]


def _fill(root: Path, size: int) -> None:
    """Add Python files that call each other until there are so many."""
    count = size - sum(path.endswith(".py") for path in files(root))
    for number in range(count):
        path = root / "generated" / module(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source(number, count), encoding="utf-8")


def _aider_builds(root: Path, tokens: Counter) -> float:
    """Give the seconds of aider's map of a repository it does not know; without its start."""
    aider_map.forget(root)
    with aider_map.AiderMap(root, tokens.file, BUDGET) as aider:
        return aider.map(None, set())[1]


def _bytes_of_databases(folder: Path) -> int:
    """Add up an index's files, also what waits to be written into the database."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.name.startswith("index."))


def _bytes_indexed(root: Path) -> int:
    """Add up the files that the index lists in languages whose symbols it knows."""
    known = [path for path in files(root) if any_language_of(path) is not None]
    return sum((root / path).stat().st_size for path in known)
