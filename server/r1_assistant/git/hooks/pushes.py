"""What a push is about, as git and the pre-commit framework tell it to a hook. Pure.

Git writes a line for each ref to the hook's standard input (githooks(5), pre-push). The framework
reads these lines itself, and hands on the first ref that brings anything, in variables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pushed:
    """A ref of a push: what it is to be, and what the other side has there now.

    Both are ids or names of commits. `new` is empty where the ref is deleted, `old` where it is
    made. With `to_remote` the other side is a repository whose branches are known in part;
    without, somebody has named two commits of this one.
    """

    new: str
    old: str = ""
    to_remote: bool = True


def pushed_in(variables: Mapping[str, str]) -> Pushed | None:
    """Read what the framework tells its hooks; None if they don't run for a push.

    Where a history is pushed that the remote knows nothing of, it names the branch and no commits.
    """
    to_remote = bool(variables.get("PRE_COMMIT_REMOTE_NAME"))
    old, new = (variables.get(f"PRE_COMMIT_{side}_REF", "") for side in ("FROM", "TO"))
    if not new and to_remote:
        new = variables.get("PRE_COMMIT_LOCAL_BRANCH", "")
    if not new or "PRE_COMMIT_CHECKOUT_TYPE" in variables:
        return None
    return Pushed(_known(new), _known(old), to_remote)


def pushed_by(lines: Iterable[str]) -> list[Pushed]:
    """Read git's lines: `<local ref> <local id> <remote ref> <remote id>`; others are left out.

    A name may hold spaces (`HEAD@{1 day ago}`), so that the last three words count.
    """
    words = (line.rstrip("\r\n").rsplit(" ", 3) for line in lines)
    return [Pushed(_known(each[1]), _known(each[3])) for each in words if len(each) == 4]


def _known(name: str) -> str:
    """Give a name; empty for an id of zeros, of whatever length, which stands for nothing."""
    return "" if not name.strip("0") else name
