"""Prompt templates: one Markdown file per task, with TOML front matter between two `+++` lines.

The front matter names the `task`, its `version`, the `variables` of the text, and the bounds of the
answer. Sampling is not a prompt's matter but a model's. Below the front matter, a line
`<!-- system -->`, `<!-- user -->` or `<!-- assistant -->` begins a turn.
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from r1_assistant.domain.generation import Role

PACKAGED = Path(__file__).parents[1] / "prompts"
CHECKOUT = Path(__file__).parents[3] / "prompts"

VARIABLE = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_FRONT = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
_TURN = re.compile(r"^<!-- (system|user|assistant) -->\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Template:
    """What is said to a model for one task, with `{{ variable }}` where its input goes.

    `max_tokens` bounds the answer and `reasoning_tokens` the thought before it. `digest` is 16
    hexadecimal digits that change with every byte of the file: it belongs into cache keys and
    records of results.
    """

    task: str
    version: int
    variables: tuple[str, ...]
    max_tokens: int
    reasoning_tokens: int
    turns: tuple[tuple[Role, str], ...]
    digest: str


def names() -> tuple[str, ...]:
    """Name every task that has a template."""
    return tuple(sorted(path.stem for path in _folder().glob("*.md")))


@cache
def load(task: str) -> Template:
    """Read the template of a task; ValueError if the file breaks the rules above."""
    return parse(task, (_folder() / f"{task}.md").read_text(encoding="utf-8"))


def parse(task: str, text: str) -> Template:
    """Make a template out of a file's text, and check that it is what it says."""
    text = text.replace("\r\n", "\n")
    match = _FRONT.match(text)
    if match is None:
        raise ValueError(f"{task}: no front matter between two +++ lines")
    front = tomllib.loads(match[1])
    template = Template(
        task=front["task"],
        version=front["version"],
        variables=tuple(front["variables"]),
        max_tokens=front["max_tokens"],
        reasoning_tokens=front.get("reasoning_tokens", 0),
        turns=_turns(match[2]),
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
    )
    _check(task, template)
    return template


def _turns(body: str) -> tuple[tuple[Role, str], ...]:
    parts = _TURN.split(body)[1:]
    return tuple(
        (Role(role), text.strip("\n")) for role, text in zip(parts[::2], parts[1::2], strict=True)
    )


def _check(task: str, template: Template) -> None:
    used = {name for _, text in template.turns for name in VARIABLE.findall(text)}
    if template.task != task:
        raise ValueError(f"{task}: the front matter says it is for {template.task!r}")
    if not template.turns:
        raise ValueError(f"{task}: no turn")
    if used != set(template.variables):
        raise ValueError(f"{task}: says {sorted(template.variables)} but uses {sorted(used)}")


def _folder() -> Path:
    return PACKAGED if PACKAGED.is_dir() else CHECKOUT
