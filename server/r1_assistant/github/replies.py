"""What people say below a comment: `/r1 dismiss`, "won't fix", and the like."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""The associations with a repository that come with a say in it."""

_DISMISS = re.compile(
    r"(?:/r1\s+dismiss\b.*"
    r"|(?:please\s+)?(?:dismiss(?:ed)?|ignore(?:d)?|won['’]?t[\s-]?fix|not\s+a\s+(?:bug|problem)"
    r"|false\s+positive|(?:as|by)\s+(?:intended|design)|intended|intentional)"
    r"(?:\s*[.!]*|\s*[:,;(–—-].*|[.!]\s.*|\s+because\b.*))",
    re.IGNORECASE | re.DOTALL,
)
_RAISE = re.compile(r"/r1\s+(?:raise|reopen|undismiss)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """A comment in a thread: what it says, and what its author is to the repository."""

    body: str
    association: str


def is_dismissed(replies: Iterable[Reply]) -> bool:
    """Tell whether a finding is not to be raised again: what was said last by one with a say."""
    dismissed = False
    for reply in replies:
        if reply.association not in TRUSTED:
            continue
        said = _said(reply.body)
        if _RAISE.match(said):
            dismissed = False
        elif _DISMISS.fullmatch(said):
            dismissed = True
    return dismissed


def _said(body: str) -> str:
    """Leave out what is quoted of others."""
    lines = body.replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if not line.lstrip().startswith(">")).strip()
