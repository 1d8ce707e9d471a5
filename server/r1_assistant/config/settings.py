"""Settings as the program uses them: each one has a value.

They are layered: defaults, then the workspace's file, the user's file, the editor. A later layer
goes before an earlier one, so what a repository proposes never overrides what its user decided;
only the patterns of `exclude` add up.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from r1_assistant.config.kinds import JsonSchema
from r1_assistant.config.paths import settings_file
from r1_assistant.config.schema import (
    SETTINGS,
    DeviceWish,
    FailOn,
    Layer,
    ReviewEffort,
    Values,
    parse,
    parse_toml,
    tool_table,
)
from r1_assistant.config.source import FolderSource, Source
from r1_assistant.config.team.holding import Team
from r1_assistant.config.team.model import TeamFile
from r1_assistant.config.team.parse import parse_team, split

WORKSPACE_FILE = ".r1.toml"
PROJECT_FILE = "pyproject.toml"
USERS = "the user's settings"
EDITORS = "the editor's settings"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """Reviews; `score_model` is None where nobody chose one."""

    background: bool = True
    effort: ReviewEffort = "normal"
    score_model: str | None = None


@dataclass(frozen=True, slots=True)
class HoverSettings:
    """Explanations on hover; the wait is in milliseconds."""

    enabled: bool = True
    explain: bool = True
    wait_ms: int = 1200


@dataclass(frozen=True, slots=True)
class CompletionSettings:
    """Suggestions while typing; none in the languages of these ids unless one asks for it."""

    enabled: bool = True
    disabled_languages: tuple[str, ...] = ()
    max_tokens: int = 128


@dataclass(frozen=True, slots=True)
class ExplainSettings:
    """Explanations; 0 tokens of reasoning mean no thought."""

    reasoning_tokens: int = 600


@dataclass(frozen=True, slots=True)
class EditSettings:
    """Edits; `confirm` has the editor show them before they are applied."""

    confirm: bool = False


@dataclass(frozen=True, slots=True)
class InstructionSettings:
    """The instruction files of a repository."""

    enabled: bool = True
    max_tokens: int = 400


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """The index of a workspace."""

    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """What was resolved; `model` is None where nobody chose one.

    `team` is what the file at the top and the user's say of files, severities and rules; the
    folders below may say more (`config.team.folders`).
    """

    model: str | None = None
    fail_on: FailOn = "warning"
    max_findings: int = 10
    exclude: tuple[str, ...] = ()
    review: ReviewSettings = field(default_factory=ReviewSettings)
    hover: HoverSettings = field(default_factory=HoverSettings)
    completion: CompletionSettings = field(default_factory=CompletionSettings)
    explain: ExplainSettings = field(default_factory=ExplainSettings)
    edit: EditSettings = field(default_factory=EditSettings)
    instructions: InstructionSettings = field(default_factory=InstructionSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    device: DeviceWish = "auto"
    team: Team = field(default_factory=Team)


@dataclass(frozen=True, slots=True)
class DocumentedSetting:
    """A setting for a reader of the documentation."""

    key: str
    default: Any
    description: str
    schema: JsonSchema


def load_settings(workspace: Path | Source | None) -> tuple[Settings, list[str]]:
    """Resolve the settings of files alone, as the command line uses them.

    A repository's own are read from its folder, or from any other source of its files.
    """
    return layered(workspace, {}, trusted=False)


def layered(
    workspace: Path | Source | None, editor: Mapping[str, Any], *, trusted: bool | None
) -> tuple[Settings, list[str]]:
    """Resolve the settings for a workspace (None: outside of any), and say what is wrong in them.

    Files that cannot be read count as empty. A wrong value leaves the next lower layer's; each
    problem is a sentence that names its file, or the editor, and the key. In a workspace that is
    not `trusted` only the user's file chooses what runs; where nobody has said anything (None), the
    editor's settings do so, too.
    """
    read, problems = [], []
    for said, more in (
        _workspace_said(workspace, trusted is True) if workspace else (_Said(), []),
        _user_said(),
        _editor_said(editor, trusted is not False),
    ):
        read.append(said)
        problems += more
    team = Team(tuple(said.team for said in read if said.says_something))
    return replace(resolve(said.values for said in read), team=team), problems


def resolve(layers: Iterable[Values]) -> Settings:
    """Put layers together, the lowest first."""
    merged: Values = {}
    for layer in layers:
        for key, value in layer.items():
            below = merged.get(key, ())
            merged[key] = below + value if SETTINGS[key].additive else value
    return _with_values(merged)


def note_tokens(settings: Settings) -> int:
    """Give how many tokens of a repository's notes a prompt may have."""
    return settings.instructions.max_tokens if settings.instructions.enabled else 0


def user_model() -> str | None:
    """Give the model that the user's settings file names."""
    return resolve([_user_said()[0].values]).model


def documented_settings() -> Iterator[DocumentedSetting]:
    """Give every setting with its default."""
    default = Settings()
    for key, setting in SETTINGS.items():
        value: Any = default
        for name in key.split("."):
            value = getattr(value, name)
        yield DocumentedSetting(key, value, setting.description, setting.schema)


def _with_values(values: Values) -> Settings:
    settings = Settings()
    for key, value in values.items():
        section, _, name = key.rpartition(".")
        if section:
            value = replace(getattr(settings, section), **{name: value})
        settings = replace(settings, **{section or name: value})
    return settings


@dataclass(frozen=True, slots=True)
class _Said:
    """What one layer says: of the program, and for a team."""

    values: Values = field(default_factory=dict)
    team: TeamFile = field(default_factory=lambda: TeamFile(""))

    @property
    def says_something(self) -> bool:
        return self.team != TeamFile(self.team.origin, personal=self.team.personal)


def _user_said() -> tuple[_Said, list[str]]:
    file = settings_file()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return _Said(), []
    except (OSError, UnicodeDecodeError) as error:
        return _Said(), [f"{file}: this cannot be read ({error})"]
    table, problems = _named(file, *parse_toml(text))
    said, more = _said(table, Layer.USER, USERS)
    return said, problems + _named(file, None, more)[1]


def _editor_said(editor: Mapping[str, Any], trusted: bool) -> tuple[_Said, list[str]]:
    values, problems = _named(EDITORS.capitalize(), *parse(editor, Layer.EDITOR, trusted=trusted))
    team = TeamFile(EDITORS, personal=True, exclude=values.get("exclude", ()))
    return _Said(values, team), problems


def _said(
    table: Mapping[str, Any], layer: Layer, origin: str, *, trusted: bool = False
) -> tuple[_Said, list[str]]:
    for_team, rest = split(table)
    values, problems = parse(rest, layer, trusted=trusted)
    exclude, personal = values.get("exclude", ()), layer is not Layer.WORKSPACE
    team, more = parse_team(for_team, origin, exclude=exclude, personal=personal)
    return _Said(values, team), problems + more


def _workspace_said(workspace: Path | Source, trusted: bool) -> tuple[_Said, list[str]]:
    """Read `.r1.toml`, or else `[tool.r1]` in `pyproject.toml`."""
    source = FolderSource(workspace) if isinstance(workspace, Path) else workspace
    folder = workspace if isinstance(workspace, Path) else PurePosixPath()
    file = folder / WORKSPACE_FILE
    found, problems = _read(source, WORKSPACE_FILE, file)
    table: Mapping[str, Any] = found or {}
    if found is None:
        file = folder / PROJECT_FILE
        document, problems = _read(source, PROJECT_FILE, file)
        table, more = _named(file, *tool_table(document or {}))
        problems += more
    said, more = _said(table, Layer.WORKSPACE, file.name, trusted=trusted)
    return said, problems + _named(file, None, more)[1]


def _read(source: Source, path: str, name: object) -> tuple[Mapping[str, Any] | None, list[str]]:
    """Read a file of TOML, None if there is none, and name it in problems."""
    try:
        text = source.read(path)
    except (OSError, ValueError) as error:
        return {}, [f"{name}: this cannot be read ({error})"]
    return (None, []) if text is None else _named(name, *parse_toml(text))


def _named(where: object, value: Value, problems: list[str]) -> tuple[Value, list[str]]:
    return value, [f"{where}: {problem}" for problem in problems]
