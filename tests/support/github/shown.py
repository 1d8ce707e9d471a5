"""A pull request from its first review on, as r1-review and GitHub show it; for the docs.

`python -m support.github.shown --model ID` in tests/ prints the same with a model.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from r1_assistant.domain.change import FileChange, FileStatus
from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.github.comment import comment_body
from r1_assistant.github.marks import FindingMark, line_digest
from r1_assistant.github.places import Place
from support.git_workshop import Workshop
from support.github.server import serve_github
from support.github.world import MAINTAINER, PullState, World
from support.programs import program

NAME = "octo/shop"
BEFORE = '''\
"""Paying for orders."""

import logging

LOG = logging.getLogger(__name__)


def pay(order, gateway):
    """Charge the customer and mark the order as paid."""
    gateway.charge(order.customer, order.total)
    order.paid = True
    LOG.info("order %d is paid", order.number)


def total(prices, discount):
    """Add prices up, each of them reduced."""
    return sum(price - discount for price in prices)
'''
CHARGE = "    gateway.charge(order.customer, order.total)\n"
CAUGHT = (
    "    try:\n"
    "        gateway.charge(order.customer, order.total)\n"
    "    except Exception:\n"
    "        pass\n"
)
AFTER = BEFORE.replace(CHARGE, CAUGHT).replace(
    "    return sum(price - discount for price in prices)\n",
    "    reduced = [price - discount for price in prices]\n    return sum(redcued)\n",
)
FIXED = AFTER.replace("redcued", "reduced")
DATE = "2026-11-01T12:00:00+00:00"


def suggestion() -> str:
    """Give a comment whose finding has a fix, as it is sent."""
    line = "    return sum(redcued)"
    finding = Finding(
        "shop/payment.py",
        21,
        21,
        Severity.ERROR,
        Category.BUG,
        0.98,
        "This line uses `redcued`, which nothing in the file defines.",
        line.strip(),
        line.replace("redcued", "reduced"),
        "",
    )
    file = FileChange(finding.path, finding.path, FileStatus.MODIFIED, new_text=AFTER)
    mark = FindingMark(finding.fingerprint, line_digest(finding.quote), "01234567")
    return f"{comment_body(finding, mark, file, Place(21, 21, whole=True))}\n"


def blocks(arguments: Sequence[str]) -> dict[str, str]:
    """Give what was printed and what is there on GitHub then, by the step."""
    shown = {"suggestion": suggestion()}
    with _world() as (world, folder):
        state = world.pulls[1]
        shown["dry-run"] = _run(world, folder, [*arguments, "--dry-run"])
        shown["post"] = _run(world, folder, [*arguments, "--post"])
        shown["posted"] = _conversation(state)
        world.repository.commit({"shop/payment.py": FIXED})
        world.reply(state.threads[1], MAINTAINER, "won't fix: the gateway logs its own failures")
        shown["again"] = _run(world, folder, [*arguments, "--post"])
        shown["changed"] = _conversation(state)
    return {step: _neutral(world, text) for step, text in shown.items()}


@contextmanager
def _world() -> Iterator[tuple[World, Path]]:
    """A repository whose commits have the same ids each time."""
    fixed = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A U Thor"), ("EMAIL", "author@example.com"), ("DATE", DATE))
    }
    os.environ.update(fixed)
    with TemporaryDirectory() as name:
        workshop = Workshop(Path(name, "served"))
        workshop.commit({"shop/payment.py": BEFORE, "logo.png": b"\0"})
        workshop.git("checkout", "--quiet", "-b", "faster")
        workshop.commit({"shop/payment.py": AFTER, "logo.png": b"\0\1"})
        world = World(workshop, NAME)
        world.open_pull("faster")
        elsewhere = Path(name, "elsewhere")
        elsewhere.mkdir()
        with serve_github(world):
            yield world, elsewhere
        assert world.wrong == []


def _run(world: World, folder: Path, arguments: Sequence[str]) -> str:
    own = {"GITHUB_TOKEN": world.token, "GITHUB_API_URL": world.url, "NO_PROXY": "127.0.0.1"}
    command = ["--pr", f"{NAME}#1", *arguments]
    done = subprocess.run(
        [program("r1-review"), *command],
        cwd=folder,
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout.decode()
    return f"$ r1-review {' '.join(command)}\n{done.stdout.decode()}"


def _conversation(state: PullState) -> str:
    """Show all that is there on GitHub, as it was sent."""
    parts = [f"### The review\n\n{review.body}" for review in state.reviews]
    for thread in state.threads:
        resolved = " (resolved)" if thread.resolved else ""
        said = [f"{each.author.login}: {each.body}" for each in thread.comments[1:]]
        text = "\n\n".join([thread.comments[0].body, *said])
        parts.append(f"### {thread.path}, line {thread.line}{resolved}\n\n{text}")
    return "\n\n".join(parts) + "\n"


def _neutral(world: World, text: str) -> str:
    """Leave out what differs from run to run."""
    text = re.sub(r"run=[0-9a-f]{16}", "run=0123456789abcdef", text)
    text = re.sub(r"\bby=[0-9a-f]{8}", "by=01234567", text)
    text = re.sub(r"\(((?:[\w.-]+, )?)[\d.]+ s((?:, \d+ tokens/s)?)\)", r"(\g<1>1 s\2)", text)
    return text.replace(world.url, "https://github.com")


if __name__ == "__main__":
    for step, shown in blocks(sys.argv[1:]).items():
        print(f"==== {step}\n{shown}")
