"""How long a commit waits for a review that is in the cache already."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from r1_assistant.domain.errors import R1Error
from support.git_workshop import Workshop
from support.programs import program

TIMES = 5
SECONDS = 600
"""A first review that takes longer has failed."""

OLD = '''"""Accounts and what happens to them."""

import threading

LOCK = threading.Lock()


def withdraw(account, amount):
    if amount > account.balance:
        raise ValueError("not enough")
    with LOCK:
        account.balance -= amount
    return account.balance


def history(path, limit):
    with open(path) as lines:
        entries = [line.split(",") for line in lines]
    return entries[:limit]


def average(amounts):
    if not amounts:
        return 0
    return sum(amounts) / len(amounts)


def transfer(source, target, amount):
    withdraw(source, amount)
    target.balance += amount
'''
NEW = (
    OLD.replace("if amount > account.balance", "if amount >= account.balance")
    .replace(
        "    with open(path) as lines:\n        entries", "    lines = open(path)\n    entries"
    )
    .replace("    if not amounts:\n        return 0\n", "")
)


def cached_hook_seconds(arguments: Sequence[str] = ()) -> tuple[float, str]:
    """Time `r1-review` as a hook runs it; gives the median of five, and what it said.

    A change of three hunks is staged and reviewed once, which takes as long as it takes; then it
    is asked again. Raises R1Error if it fails, or says something else then.
    """
    with tempfile.TemporaryDirectory(prefix="r1-hook-") as folder:
        shop = Workshop(Path(folder))
        shop.git("config", "user.name", "Somebody")
        shop.git("config", "user.email", "somebody@localhost")
        shop.commit({"accounts.py": OLD})
        shop.add({"accounts.py": NEW})
        first = _review(shop.root, arguments)
        times = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            again = _review(shop.root, arguments)
            times.append(time.perf_counter() - begun)
            if _findings(again) != _findings(first):
                raise R1Error("A review from the cache says something else.", hint=again)
    return statistics.median(times), first


def _review(repository: Path, arguments: Sequence[str]) -> str:
    git = repository / ".git"
    hooked = {
        "GIT_DIR": str(git),
        "GIT_INDEX_FILE": str(git / "index"),
        "GIT_PREFIX": "",
        "PRE_COMMIT": "1",
    }
    done = subprocess.run(
        [program("r1-review"), "--format", "json", *arguments],
        cwd=repository,
        env=os.environ | hooked,
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode not in (0, 1):
        said = done.stderr.decode(errors="replace").strip()
        raise R1Error("The review of the hook's change failed.", hint=said)
    return done.stdout.decode(errors="replace")


def _findings(report: str) -> object:
    return json.loads(report)["findings"]
