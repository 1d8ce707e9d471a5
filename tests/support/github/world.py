"""The state of a GitHub: a real git repository, its pull requests, and what was said to them."""

import itertools
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from support.git_workshop import Workshop

BODY_LIMIT = 65_536


@dataclass
class Account:
    """Who does something; `association` is what they are to the repository."""

    login: str
    association: str = "NONE"
    bot: bool = False


BOT = Account("github-actions", "NONE", bot=True)
MAINTAINER = Account("maintainer", "MEMBER")
STRANGER = Account("stranger", "NONE")


@dataclass
class Said:
    """A comment in a thread, or a review."""

    id: str
    author: Account
    body: str


@dataclass
class Thread:
    """A conversation about lines of a file."""

    id: str
    path: str
    line: int
    start_line: int | None
    comments: list[Said]
    commit: str
    resolved: bool = False


@dataclass
class PullState:
    """A pull request between two branches of the repository."""

    number: int
    base: str
    head: str
    author: Account = field(default_factory=lambda: Account("author", "CONTRIBUTOR"))
    title: str = "A change"
    state: str = "open"
    merged: bool = False
    draft: bool = False
    fork: str = ""
    fork_is_gone: bool = False
    reviews: list[Said] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    more_files: int = 0


@dataclass
class Fault:
    """What is answered instead: `status` of a request whose method and path fit the pattern.

    With `done` the request is carried out all the same, as when only its answer is lost.
    """

    pattern: str
    status: int
    message: str = "Something failed"
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1
    done: bool = False
    hangs_up: bool = False


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: object
    query_name: str = ""


@dataclass
class World:
    """One repository and everything around it.

    `most` bounds the pages of lists, `tree_limit` the entries of a tree's listing. Without a
    right ("read", "write", "resolve") in `rights` the token may not.
    """

    repository: Workshop
    name: str = "octo/app"
    token: str = "ghp_" + "T0ken" * 7
    viewer: Account = field(default_factory=lambda: BOT)
    rights: set[str] = field(default_factory=lambda: {"read", "write", "resolve"})
    pulls: dict[int, PullState] = field(default_factory=dict)
    forks: set[str] = field(default_factory=set)
    parent: str = ""
    moved_to: str = ""
    most: int = 100
    tree_limit: int = 100_000
    diff_refused: int = 0
    without_patch: set[str] = field(default_factory=set)
    hidden_hunks: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    before: dict[str, Callable[[], object]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    url: str = ""
    now: float = 1_800_000_000.0
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _program: str = field(default_factory=lambda: shutil.which("git") or "git")
    _environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    def open_pull(self, head: str = "topic", base: str = "main", **more: object) -> PullState:
        """Open a pull request of a branch."""
        number = len(self.pulls) + 1
        self.pulls[number] = PullState(number, base, head, **more)  # type: ignore[arg-type]
        return self.pulls[number]

    def git(self, *arguments: str) -> str:
        """Run git as it was found at first, whatever a test does to the environment."""
        return self._run(*arguments).decode(errors="replace").strip()

    def bytes_of(self, blob: str) -> bytes:
        return self._run("cat-file", "blob", blob)

    def _run(self, *arguments: str) -> bytes:
        command = [self._program, *arguments]
        root, given = self.repository.root, self._environment
        done = subprocess.run(command, cwd=root, capture_output=True, check=False, env=given)
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout

    def sha(self, name: str) -> str:
        return self.git("rev-parse", f"{name}^{{commit}}")

    def new_id(self, kind: str) -> str:
        return f"{kind}_{next(self._ids):06d}"

    def fault(self, method: str, path: str) -> Fault | None:
        """Take the next fault that is meant for a request."""
        for fault in self.faults:
            if fault.times and re.search(fault.pattern, f"{method} {path}"):
                fault.times -= 1
                return fault
        return None

    def reply(self, thread: Thread, author: Account, body: str) -> None:
        """Say something in a thread."""
        thread.comments.append(Said(self.new_id("PRRC"), author, body))

    def shown_lines(self, pull: PullState) -> dict[str, list[range]]:
        """Give the lines of the new side that the diff shows, hunk by hunk."""
        shown: dict[str, list[range]] = {}
        path = ""
        for line in self.diff(pull).split("\n"):
            if line.startswith("+++ "):
                path = line[4:].removeprefix("b/").removeprefix('"b/').removesuffix('"')
            elif found := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
                start, count = int(found[1]), int(found[2] or 1)
                if path not in self.hidden_hunks:
                    shown.setdefault(path, []).append(range(start, start + count))
        return shown

    def diff(self, pull: PullState, *options: str, paths: Sequence[str] = ()) -> str:
        """Compare as GitHub does: from where the branches parted, with renames."""
        ends = f"{self.sha(pull.base)}...{self.sha(pull.head)}"
        quiet = ("-c", "core.quotePath=false", "diff", "--no-textconv", "--find-renames")
        return self.git(*quiet, *options, ends, "--", *paths)

    def post_review(
        self, pull: PullState, body: dict[str, object]
    ) -> tuple[Said | None, list[str]]:
        """Make a review as GitHub does: whole, or not at all. Gives it, or what is wrong."""
        text, comments = str(body.get("body") or ""), body.get("comments") or []
        assert isinstance(comments, list)
        if body.get("commit_id") not in self.git("rev-list", pull.head).split():
            return None, ["commit_id is not part of the pull request"]
        errors = [error for each in comments if (error := self._misplaced(pull, each))]
        if len(text) > BODY_LIMIT or not (text or comments):
            errors.append("Body is too long, or missing")
        if errors:
            return None, errors
        review = Said(self.new_id("PRR"), self.viewer, text)
        pull.reviews.append(review)
        pull.threads += [self._thread(each, str(body["commit_id"])) for each in comments]
        return review, []

    def _misplaced(self, pull: PullState, comment: dict[str, object]) -> str:
        last, first = comment["line"], comment.get("start_line", comment["line"])
        hunks = self.shown_lines(pull).get(str(comment["path"]), [])
        if not any(first in hunk and last in hunk for hunk in hunks):
            return "Pull request review thread line must be part of the diff"
        if "start_line" in comment and not int(str(first)) < int(str(last)):
            return "Pull request review thread start line must precede the end line."
        return "Body is too long" if len(str(comment["body"])) > BODY_LIMIT else ""

    def _thread(self, comment: dict[str, object], commit: str) -> Thread:
        said = Said(self.new_id("PRRC"), self.viewer, str(comment["body"]))
        start = comment.get("start_line")
        return Thread(
            self.new_id("PRRT"),
            str(comment["path"]),
            int(str(comment["line"])),
            None if start is None else int(str(start)),
            [said],
            commit,
        )
