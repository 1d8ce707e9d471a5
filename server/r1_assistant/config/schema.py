"""What users write: everything optional, nothing trusted.

The layers, each of which goes before the ones above it:

A workspace's settings    `.r1.toml`, or `[tool.r1]` in `pyproject.toml`
The user's own file       `config.toml` in the configuration folder
The editor's settings     what a client of the language server sends

A key like `hover.wait_ms` may be written flat, or as `wait_ms` in a table `hover`; `-` is as good
as `_`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Literal, get_args

from r1_assistant.config.kinds import (
    JsonSchema,
    Kind,
    Reader,
    choice,
    number,
    optional_text,
    switch,
    texts,
)

FailOn = Literal["error", "warning", "info", "never"]
ReviewEffort = Literal["quick", "normal", "high"]
DeviceWish = Literal["auto", "npu", "gpu", "cpu"]

MOST_DOTS = 500
"""The time that `tomllib` takes for a key grows with the square of its parts."""

Values = dict[str, Any]
"""What one layer says, by dotted key; each value is of its setting's type."""


class Layer(Enum):
    """Where a setting is written."""

    WORKSPACE = auto()
    USER = auto()
    EDITOR = auto()


@dataclass(frozen=True, slots=True)
class Setting:
    """What there is to say about a key.

    `layers` may set it in a workspace that is not trusted, whose editor settings may be the
    workspace's own; where there is trust, any layer may. Values of an `additive` one add up.
    """

    kind: Kind
    description: str
    layers: frozenset[Layer] = frozenset(Layer)
    additive: bool = False

    @property
    def read(self) -> Reader:
        """Gives the value, or raises ValueError with what it must be."""
        return self.kind.read

    @property
    def schema(self) -> JsonSchema:
        """What a value may be, as a JSON schema; every default is one."""
        return self.kind.schema


def parse_toml(text: str) -> tuple[Mapping[str, Any], list[str]]:
    """Read TOML; an unreadable text counts as empty, with the reason among the problems."""
    import tomllib  # late: most people have no settings file

    if any(line.count(".") > MOST_DOTS for line in text.split("\n")):
        return {}, [f"a line has more than {MOST_DOTS} dots, which would take too long to read"]
    try:
        return tomllib.loads(text), []
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [f"this is not TOML ({error})"]


def tool_table(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[str]]:
    """Take `[tool.r1]` out of a pyproject.toml; empty if there is none."""
    tool = document.get("tool", {})
    table = tool.get("r1", {}) if isinstance(tool, dict) else {}
    return (table, []) if isinstance(table, dict) else ({}, ['"tool.r1" must be a table'])


def parse(
    table: Mapping[str, Any], layer: Layer, *, trusted: bool = False
) -> tuple[Values, list[str]]:
    """Read one layer; a null is as good as silence."""
    values: Values = {}
    problems = []
    for key, value in _flat(table):
        try:
            if value is not None:
                values[key] = _allowed(key, layer, trusted).read(value)
        except ValueError as error:
            problems.append(f'"{key}" {error}')
    return values, problems


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        key = prefix + setting_key(name)
        if key in _SECTIONS and isinstance(value, Mapping):
            yield from _flat(value, f"{key}.")
        else:
            yield key, value


def setting_key(written: str) -> str:
    """Give a key as it is in `SETTINGS`."""
    return written.replace("-", "_")


def _allowed(key: str, layer: Layer, trusted: bool) -> Setting:
    setting = SETTINGS.get(key)
    if setting is None:
        raise ValueError("must be a table" if key in _SECTIONS else _unknown(key))
    if not trusted and layer not in setting.layers:
        how = "" if key == "device" else " (r1-model use ID)"
        raise ValueError(
            f"is the user's choice{how} and is ignored here: the workspace is not trusted"
        )
    return setting


def _unknown(key: str) -> str:
    import difflib  # late: seldom needed

    close = difflib.get_close_matches(key[:100], SETTINGS, 1, 0.8)
    return "is not a setting" + (f'; did you mean "{close[0]}"?' if close else "")


_USER = frozenset({Layer.USER})
_MODEL_ID = optional_text(r"[a-z0-9][a-z0-9._-]*", "the id of a model, as r1-model list shows it")

SETTINGS: Mapping[str, Setting] = {
    "model": Setting(_MODEL_ID, "The id of the model to use", layers=_USER),
    "device": Setting(
        choice(get_args(DeviceWish)),
        "Where models run: auto has each on the device that it was built for; what fails there is "
        "tried on the next one (npu, gpu, cpu)",
        layers=_USER,
    ),
    "fail_on": Setting(choice(get_args(FailOn)), "The least severity with which a review fails"),
    "max_findings": Setting(number(1), "The most findings of a review"),
    "review.effort": Setting(
        choice(get_args(ReviewEffort)),
        "What a review may cost: quick has nothing worded by a model, high asks it several times",
    ),
    "review.score_model": Setting(
        _MODEL_ID,
        "The id of the model that tells reviews how likely a line is; without it a small one that "
        "is installed, or the model that writes",
        layers=_USER,
    ),
    "review.background": Setting(
        switch(), "Review what is staged and saved ahead, while nothing else is asked of the model"
    ),
    "exclude": Setting(
        texts(),
        "Patterns of paths to leave out, as in .gitignore; all layers' add up",
        additive=True,
    ),
    "hover.enabled": Setting(switch(), "Say what the pointer rests on"),
    "hover.explain": Setting(switch(), "Have the model explain what the pointer rests on"),
    "hover.wait_ms": Setting(
        number(0, 10_000), "How long a hover waits for the model, in milliseconds"
    ),
    "completion.enabled": Setting(switch(), "Suggest code while it is typed"),
    "completion.disabled_languages": Setting(
        texts(), "Languages, by the editor's ids, in which code is suggested only when asked for"
    ),
    "completion.max_tokens": Setting(number(1, 512), "The most tokens of a suggestion"),
    "explain.reasoning_tokens": Setting(
        number(0, 4000), "The most tokens of thought before an explanation"
    ),
    "edit.confirm": Setting(switch(), "Ask the editor to show edits before they are applied"),
    "instructions.enabled": Setting(
        switch(), "Give the repository's instruction files to the model"
    ),
    "instructions.max_tokens": Setting(
        number(0, 4000), "The most tokens of instruction files in a prompt"
    ),
    "index.enabled": Setting(switch(), "Index the workspace's definitions and their uses"),
}
"""All settings; the defaults are those of `config.settings.Settings`."""

_SECTIONS = frozenset(key.partition(".")[0] for key in SETTINGS if "." in key)
