"""The impact of a change: what it touched, which callers no longer fit, which tests touch it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from r1_assistant.context.facts import Workspace
from r1_assistant.context.impact.compare import Difference, differences
from r1_assistant.context.impact.constructors import class_of, subclasses
from r1_assistant.context.impact.fit import MISLED, misfit
from r1_assistant.context.impact.overrides import overrides
from r1_assistant.context.impact.report import Broken, Changed, ChangeKind, Impact, Touching
from r1_assistant.context.impact.sides import Side
from r1_assistant.context.impact.testing import is_test, test_around
from r1_assistant.context.impact.uses import Key, Sides, Use, still_defined, uses_in
from r1_assistant.domain.change import Change, FileChange, FileStatus

MAX_FILES = 300
"""Files that are parsed at most, besides those of the change."""
MAX_SECONDS = 2.0
"""How long callers are looked for: a guard for slow disks; mostly the number of files bounds it."""
_USERS = 200

_BY_MODULE = {"python", "javascript", "typescript", "tsx", "rust"}
"""Languages in which whoever uses a definition names the file that it is in."""


def impact(
    change: Change, workspace: Workspace, clock: Callable[[], float] = time.monotonic
) -> Impact:
    """Find what a change breaks in a workspace, whose own texts of the changed files don't matter.

    Only what certainly no longer fits is broken. Files without known texts are not looked at.
    """
    files, unseen = _known(change)
    if not files:
        return Impact(unseen=tuple(unseen))
    sides = _sides(files, workspace)
    search = _Search(sides, clock, unseen=unseen)
    found = differences(files, sides.old, sides.new)
    for difference in found:
        if difference.kind != "field":
            search.look_for(difference)
    return search.result(tuple(each.changed for each in found))


def _known(change: Change) -> tuple[list[FileChange], list[str]]:
    """Give the files whose texts are known on the sides they have, and notes on the others."""
    known, unseen = [], []
    for file in change.files:
        there = file.new_text is not None or file.status is FileStatus.DELETED
        before = file.old_text is not None or file.status is FileStatus.ADDED
        if there and before:
            known.append(file)
        elif not file.skipped or file.status is FileStatus.DELETED:
            unseen.append(f"{file.path}: its text before or after the change is not known.")
    return known, unseen


def _sides(files: list[FileChange], workspace: Workspace) -> Sides:
    before: dict[str, str | None] = {file.path: None for file in files}
    after: dict[str, str | None] = {file.old_path: None for file in files}
    before |= {file.old_path: file.old_text for file in files}
    after |= {file.path: file.new_text for file in files}
    by_path = {file.path: file for file in files}
    return Sides(Side(workspace, before), Side(workspace, after), by_path)


@dataclass
class _Search:
    """Looks for the uses of what changed, within bounds."""

    sides: Sides
    clock: Callable[[], float]
    unseen: list[str]
    broken: list[Broken] = field(default_factory=list)
    tests: dict[tuple[str, str, str], Touching] = field(default_factory=dict)
    unaffected: int = 0
    _parsed: int = 0
    _begun: float = 0.0

    def __post_init__(self) -> None:
        self._begun = self.clock()

    def look_for(self, difference: Difference) -> None:
        """Find the uses of one definition and judge each; of a mere body, those in tests."""
        is_body = difference.changed.kind is ChangeKind.BODY
        for name, keys in self._names(difference):
            for path in self._users(name, difference):
                if is_body and not is_test(path):
                    continue
                for use in uses_in(path, name, keys, self.sides):
                    self._note_test(use, difference)
                    if not is_body:
                        self._judge(use, difference)
        if difference.changed.kind is ChangeKind.SIGNATURE:
            self.broken.extend(overrides(difference, self.sides.new, self._may_look_at))

    def result(self, changes: tuple[Changed, ...]) -> Impact:
        """Give what was found."""
        once = dict.fromkeys(self.broken)
        return Impact(
            changes, tuple(once), tuple(self.tests.values()), self.unaffected, tuple(self.unseen)
        )

    def _names(self, difference: Difference) -> Iterator[tuple[str, frozenset[Key]]]:
        """Give the names under which a definition is used, with what these mean."""
        yield difference.changed.name, frozenset({difference.key})
        owner = class_of(difference)
        if owner is not None:
            keys = frozenset({owner, (owner[0], f"{owner[1]}.{owner[2]}".lstrip("."), owner[2])})
            yield owner[2], keys | {difference.key}
            for key in subclasses(owner, difference, self.sides.old, self._may_look_at):
                yield key[2], frozenset({key})

    def _users(self, name: str, difference: Difference) -> Iterator[str]:
        near = difference.changed.path
        found = self.sides.new.users(name, near, _USERS)
        if len(found) >= _USERS:
            self._note(f"`{name}` is used in more files than {_USERS}.")
        paths = dict.fromkeys((*self.sides.files, *found))
        for path in paths:
            if name not in (self.sides.new.text(path) or ""):
                continue
            if not self._may_look_at(path):
                return
            yield path

    def _may_look_at(self, path: str) -> bool:
        """Count a file that is to be parsed; False if the bounds are reached."""
        if self.sides.new.knows(path):
            return True
        if self._parsed >= MAX_FILES or self.clock() - self._begun > MAX_SECONDS:
            self._note(f"No more than {self._parsed} files were searched for callers.")
            return False
        self._parsed += 1
        return True

    def _note(self, sentence: str) -> None:
        if sentence not in self.unseen:
            self.unseen.append(sentence)

    def _note_test(self, use: Use, difference: Difference) -> None:
        if is_test(use.path) and use.reference.kind != "import":
            test = test_around(use.tree, use.reference.start)
            name = difference.changed.name
            touching = Touching(use.path, use.reference.line, test, name)
            self.tests.setdefault((use.path, test, name), touching)

    def _judge(self, use: Use, difference: Difference) -> None:
        changed = difference.changed
        reason = self._reason(use, difference)
        if reason:
            text = reason.replace("{}", use.reference.name)
            self.broken.append(Broken(changed, use.path, use.reference.line, use.text, text))
        elif reason is not None:
            self.unaffected += 1

    def _reason(self, use: Use, difference: Difference) -> str | None:
        """Say why a use no longer fits; "" if it does, None if that can't be told."""
        changed = difference.changed
        fits = self._fit(use, difference)
        if not changed.is_gone:
            return fits
        if use.by_name and (use.call is None or fits is None):
            return None
        if changed.kind is ChangeKind.MOVED and not _names_module(use, difference):
            return fits
        if still_defined(use, self.sides):
            return ""
        verb = _verb(use)
        if changed.kind is ChangeKind.RENAMED:
            return f"{verb} `{{}}`, which is called `{changed.now}` now"
        if changed.kind is ChangeKind.MOVED:
            return f"{verb} `{{}}`, which is in {changed.now} now"
        return f"{verb} `{{}}`, which is gone"

    def _fit(self, use: Use, difference: Difference) -> str | None:
        """Compare a call with both signatures."""
        if use.call is None:
            return "" if not use.by_name else None
        gone = difference.changed.kind in (ChangeKind.REMOVED, ChangeKind.RENAMED)
        new = difference.old if gone else difference.new
        if not difference.old or not new:
            return ""
        owner = difference.changed.container
        reason = misfit(use.call, difference.old, new, difference.language, owner)
        # a call that was written along with the change passes what it means to
        return "" if use.is_new and reason and reason.startswith(MISLED) else reason


def _names_module(use: Use, difference: Difference) -> bool:
    """Tell a use that says where a definition is from one that relies on an import."""
    if difference.language not in _BY_MODULE:
        same_folder = _folder(difference.changed.path) == _folder(difference.changed.now)
        return difference.language == "go" and not same_folder
    identifier_is_member = use.call is not None and bool(use.call.receiver)
    return use.reference.kind == "import" or identifier_is_member


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _verb(use: Use) -> str:
    if use.reference.kind == "import":
        return "imports"
    return "calls" if use.call is not None else "uses"
