"""Takes the review out of git's own hooks again, and brings back what was moved aside."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from r1_assistant.git.discovery import discover
from r1_assistant.git.hooks import script
from r1_assistant.git.hooks.plan import UNREADABLE, hooks_folder, read_text
from r1_assistant.git.hooks.writing import denied, put

Outcome = Literal["removed", "restored", "narrowed"]


@dataclass(frozen=True, slots=True)
class Removal:
    """A hook with the review, and what it is without: "" if nothing is left of it.

    `aside` is the hook that takes its place, None if there is none; `spare` a hook that was moved
    aside and has been made anew since.
    """

    path: Path
    after: str
    aside: Path | None = None
    spare: Path | None = None

    @property
    def outcome(self) -> Outcome:
        """What becomes of the hook."""
        if self.after:
            return "narrowed"
        return "restored" if self.aside is not None else "removed"


def plan_removal(folder: Path, hook: script.HookName) -> Removal | None:
    """Say what a hook would be without the review; None if it has none. Raises GitError."""
    place = hooks_folder(discover(folder))
    for name in (hook, f"{hook}{script.LEGACY}"):
        path = place / name
        text = read_text(path)
        if text is not None and script.has_block(text) and UNREADABLE not in text:
            return _removal(path, text, hook)
    return None


def _removal(path: Path, text: str, hook: script.HookName) -> Removal:
    if not script.is_ours(text, hook):
        return Removal(path, script.without_block(text))
    aside = path.with_name(script.aside(hook))
    if not script.calls_aside(text, hook) or not os.path.lexists(aside):
        return Removal(path, "")
    if path.name != hook and script.FRAMEWORKS in (read_text(aside) or ""):
        return Removal(path, "", spare=aside)
    return Removal(path, "", aside)


def remove(removal: Removal) -> None:
    """Do it, whole or not at all; raises GitError where the system denies it."""
    try:
        if removal.after:
            put(removal.path, removal.after)
        elif removal.aside is not None:
            removal.aside.replace(removal.path)
        else:
            removal.path.unlink()
        if removal.spare is not None:
            removal.spare.unlink()
    except OSError as error:
        raise denied(removal.path, error) from error
