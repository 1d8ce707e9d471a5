"""What the author of a workflow wrote under `with:`.

The inputs come as variables `R1_INPUT_...`; an empty one is as good as none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from r1_assistant.domain.errors import UsageError

PREFIX = "R1_INPUT_"

_EFFORTS = ("quick", "normal", "high")
_SEVERITIES = ("error", "warning", "info", "never")
FORMATS = ("text", "json", "sarif", "rdjson", "markdown", "html", "junit", "gitlab", "azure")
_MODEL = re.compile(r"[a-z0-9][a-z0-9._-]*")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs; `model` is empty where rules alone decide, `time_limit` is in seconds.

    `outputs` are pairs of a format and a file.
    """

    model: str = ""
    effort: str = ""
    fail_on: str = ""
    advisory: bool = False
    paths: tuple[str, ...] = ()
    max_findings: str = ""
    time_limit: str = ""
    post: bool = False
    sarif: str = ""
    outputs: tuple[tuple[str, str], ...] = ()
    summary: bool = True
    revisions: str = ""
    pull_request: int = 0
    directory: str = "."
    home: str = ""
    api_url: str = ""


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """Read the inputs; raises UsageError that names the one that is wrong."""
    given = _Given(environ)
    no_model = given.switch("no-model", default=False)
    return Inputs(
        model="" if no_model else given.matching("model", _MODEL, "the id of a model"),
        effort=given.choice("effort", _EFFORTS),
        fail_on=given.choice("fail-on", _SEVERITIES),
        advisory=given.switch("advisory", default=False),
        paths=given.lines("paths"),
        max_findings=given.matching("max-findings", _NUMBER, "a whole number from 1 on"),
        time_limit=given.matching("time-limit", _NUMBER, "a whole number of seconds"),
        post=given.switch("post", default=False),
        sarif=given.text("sarif"),
        outputs=tuple(map(_output, given.lines("output"))),
        summary=given.switch("summary", default=True),
        revisions=given.text("range"),
        pull_request=int(given.matching("pull-request", _NUMBER, "a number") or 0),
        directory=given.text("working-directory") or ".",
        home=given.text("home"),
        api_url=given.text("api-url"),
    )


@dataclass(frozen=True, slots=True)
class _Given:
    environ: Mapping[str, str]

    def text(self, name: str) -> str:
        value = self.environ.get(PREFIX + name.upper().replace("-", "_"), "").strip()
        if "\0" in value:
            raise _wrong(name, value, "text without a null character")
        return value

    def lines(self, name: str) -> tuple[str, ...]:
        return tuple(filter(None, map(str.strip, self.text(name).splitlines())))

    def switch(self, name: str, *, default: bool) -> bool:
        value = self.choice(name, ("true", "false"))
        return value == "true" if value else default

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name)
        if value and value not in allowed:
            raise _wrong(name, value, f"one of {', '.join(allowed)}")
        return value

    def matching(self, name: str, form: re.Pattern[str], what: str) -> str:
        value = self.text(name)
        if value and not form.fullmatch(value):
            raise _wrong(name, value, what)
        return value


def _output(line: str) -> tuple[str, str]:
    form, _, file = map(str.strip, line.partition("="))
    if form not in FORMATS or not file:
        raise _wrong("output", line, f"lines of FORMAT=FILE, with {', '.join(FORMATS)}")
    return form, file


def _wrong(name: str, value: str, what: str) -> UsageError:
    return UsageError(
        f"The input {name} is {value[:80]!r}, and must be {what}.",
        hint="It is written under `with:` in the workflow; docs/github-action.md has all of them.",
    )
