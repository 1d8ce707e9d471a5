"""What holds for a file, and why: for `r1-review config --explain`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant.config.explain import FileLines, Place, SettingSaid
from r1_assistant.config.team.holding import Team
from r1_assistant.config.team.model import TeamFile

if TYPE_CHECKING:
    from r1_assistant.context.languages import Language


@dataclass(frozen=True, slots=True)
class LevelSaid:
    """A severity of a category, a kind or a rule; `over` is what it takes the place of."""

    name: str
    level: str
    place: Place
    over: tuple[tuple[str, Place], ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """A rule as it holds for the file, "off" included; `by` is what checks it."""

    name: str
    text: str
    severity: str
    category: str
    by: str
    place: Place


@dataclass(frozen=True, slots=True)
class NotesSaid:
    """What a model is told about the file."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that holds for a file; `why_not` is empty if it would be reviewed."""

    path: str
    language: str
    why_not: str
    by: Place | None
    settings: tuple[SettingSaid, ...]
    severities: tuple[LevelSaid, ...]
    rules: tuple[RuleSaid, ...]
    instructions: tuple[NotesSaid, ...]
    problems: tuple[str, ...]


def explain_path(root: Path, path: str) -> Explanation:
    """Explain what holds for a file, there or not, that is named from the top of a repository."""
    from r1_assistant.app.changes import with_folders
    from r1_assistant.config import explain
    from r1_assistant.config.settings import load_settings

    settings, problems = load_settings(root)
    settings, more = with_folders(settings, root, [path])
    files = [explain.top_file(root), *explain.folder_files(root, path), explain.user_file()]
    lines = {file.origin: file for file in files}
    team, notes_on = settings.team, settings.instructions.enabled
    language = _language(root, path)
    why_not, by = _why_not(root, path, team, lines)
    notes, other = _notes(root, path, team, lines) if notes_on else ([], [])
    return Explanation(
        path=path,
        language=language.name if language else "",
        why_not=why_not,
        by=by,
        settings=tuple(explain.settings_said(root)),
        severities=tuple(_levels(team, path, lines)),
        rules=tuple(_rules(team, path, language, lines)),
        instructions=tuple(notes),
        problems=tuple(dict.fromkeys((*problems, *more, *other))),
    )


def _why_not(
    root: Path, path: str, team: Team, lines: dict[str, FileLines]
) -> tuple[str, Place | None]:
    from r1_assistant.domain.change import FileChange, FileStatus
    from r1_assistant.features.review.triage import why_skipped

    reason, file = team.filtered(path)
    if file is not None:
        key = "exclude" if reason == "excluded" else "include"
        return reason, _place(lines, file, key)
    text = _text(root, path)
    shown = FileChange(path, path, FileStatus.MODIFIED, old_text=text, new_text=text)
    reason = why_skipped(shown)
    return reason or ("" if _language(root, path) else "not source code"), None


def _levels(team: Team, path: str, lines: dict[str, FileLines]) -> list[LevelSaid]:
    said: dict[str, list[tuple[str, Place]]] = {}
    for file, key, name, level in team.said_levels(path):
        said.setdefault(name, []).append((level, _place(lines, file, f"{key}.{name}")))
    return [
        LevelSaid(name, *words[-1], tuple(reversed(words[:-1])))
        for name, words in sorted(said.items())
    ]


def _rules(
    team: Team, path: str, language: "Language | None", lines: dict[str, FileLines]
) -> list[RuleSaid]:
    from r1_assistant.features.review.custom.checks import UNSAID, level_of, speaks_of

    levels, categories = team.levels(path), team.categories(path)
    return [
        RuleSaid(
            rule.name,
            rule.text,
            level_of(rule, levels, categories),
            rule.category or UNSAID.value,
            f"the pattern {rule.pattern}" if rule.pattern else "the model",
            _place(lines, file, rule.key),
        )
        for file, rule in team.said_rules(path)
        if speaks_of(rule, language)
    ]


def _notes(
    root: Path, path: str, team: Team, lines: dict[str, FileLines]
) -> tuple[list[NotesSaid], list[str]]:
    from r1_assistant.features.instructions import notes_of

    own = [
        NotesSaid(each.instructions, _place(lines, file, each.key))
        for file, each in team.said_notes(path)
    ]
    files, problems = notes_of(root, path)
    return [*own, *(NotesSaid(text, Place(name)) for name, text in files)], problems


def _place(lines: dict[str, FileLines], file: TeamFile, key: str) -> Place:
    known = lines.get(file.origin)
    return Place(file.origin) if known is None else known.place(key)


def _language(root: Path, path: str) -> "Language | None":
    from r1_assistant.context.languages import any_language_of

    return any_language_of(path, (_text(root, path) or "").partition("\n")[0])


def _text(root: Path, path: str) -> str | None:
    from r1_assistant.config.source import FolderSource

    try:
        return FolderSource(root).read(path)
    except (OSError, ValueError):
        return None


def path_in(root: Path, file: Path) -> str | None:
    """Name a file from the top of a repository; None if it lies outside. Links stay as they are."""
    from os.path import normpath

    full, top = Path(normpath(file.absolute())), Path(normpath(root.absolute()))
    return full.relative_to(top).as_posix() if full.is_relative_to(top) else None
