"""Git's own hooks: a marked block of POSIX shell, which joins what is there already. Pure."""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

HookName = Literal["pre-commit", "pre-push"]

BEGIN, END = "# >>> R1 Assistant >>>", "# <<< R1 Assistant <<<"

FRAMEWORKS = "hook-impl"
"""What the hooks of the pre-commit framework have in them."""
LEGACY = ".legacy"
"""What the framework adds to the name of a hook that it found, and goes on running."""

_BLOCK = re.compile(
    f"^{re.escape(BEGIN)}\r?\n.*?^{re.escape(END)}(?:\r?\n|$)", re.DOTALL | re.MULTILINE
)
_SHELL = re.compile(r"#! *(?:/usr/bin/env +)?(?:[\w./-]*/)?(?:sh|bash|dash|ash|ksh)(?: +-\w+)* *\n")
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
# What may leave a script early or elsewhere than where it began; `exit 1` stops the commit anyway.
_LEAVES = re.compile(
    r"\b(?:exec|cd|pushd|trap)\b|\bexit\b(?!\s+[1-9])|^\s*(?:\.|source)\s|<<|\\$", re.MULTILINE
)
_OPTIONS = re.compile(r" -m r1_assistant\.cli\.hook pre-\w+((?: (?!-- )[^\s\"|]+)*)")

# What git writes to a push's hook is read once, for all who want it; they may leave it unread.
_HEAD: dict[HookName, str] = {
    "pre-commit": "#!/bin/sh\n",
    "pre-push": '#!/bin/sh\nr1_pushed="$(cat; echo .)"\n',
}
_GIVEN: dict[HookName, str] = {
    "pre-commit": "",
    "pre-push": 'printf %s "${r1_pushed%.}" 2>/dev/null | ',
}
_PUSH: dict[HookName, str] = {"pre-commit": "", "pre-push": ' -- "$@"'}


@dataclass(frozen=True, slots=True)
class Call:
    """What a hook runs: an interpreter, for which hook, with which options of `r1-review`.

    The options are quoted for the shell; None leaves them as the hook that is there has them.
    """

    python: PurePath
    hook: HookName = "pre-commit"
    options: str | None = None


def aside(hook: HookName) -> str:
    """Give the name that a hook gets which can't be continued."""
    return f"{hook}.before-r1"


def block(call: Call) -> str:
    """Write the part that reviews, to be run behind anything else.

    What came before decides first: its exit status must survive. An interpreter that is gone must
    not keep anybody from committing.
    """
    program, verb = quoted(call.python), call.hook.removeprefix("pre-")
    what = "what is staged" if verb == "commit" else "what is pushed"
    return f"""\
{BEGIN}
# Reviews {what}. `R1_SKIP=1 git {verb}` leaves it out.
r1_status=$?
if [ "$r1_status" -ne 0 ]; then exit "$r1_status"; fi
if [ "${{R1_SKIP:-}}" = 1 ]; then
    echo "r1-review: not reviewed, as R1_SKIP is 1." >&2
elif [ -x {program} ]; then
    {_GIVEN[call.hook]}{command(call)} || {{
        r1_status=$?
        echo "To {verb} without the review, set R1_SKIP=1." >&2
        exit "$r1_status"
    }}
else
    echo "Not reviewed: R1 is gone from" {program} >&2
fi
{END}
"""


def command(call: Call) -> str:
    """Write the command that reviews; -P keeps Python from importing what the repository holds."""
    words = (quoted(call.python), "-P -m r1_assistant.cli.hook", call.hook, call.options)
    return " ".join(filter(None, words)) + _PUSH[call.hook]


def quoted(path: PurePath) -> str:
    """Write a path for the shell; Git's own on Windows takes `/`, too."""
    return "'" + path.as_posix().replace("'", "'\\''") + "'"


def new_hook(call: Call) -> str:
    """Write a hook that only reviews."""
    return f"{_HEAD[call.hook]}{block(call)}"


def hook_behind_aside(call: Call) -> str:
    """Write a hook that runs the one that was moved aside, as git would, and then reviews."""
    return f"{_head_with_aside(call.hook)}{block(call)}"


def has_block(text: str) -> bool:
    """Tell whether a hook reviews already, maybe with an interpreter of the past."""
    return bool(_BLOCK.search(text))


def renewed(text: str, call: Call) -> str:
    """Put the present block in place of the one that is there.

    What is ours alone ends its lines as shells want them, whatever became of them meanwhile.
    """
    found = _BLOCK.search(text)
    if call.options is None and found is not None:
        options = _OPTIONS.search(found[0])
        call = Call(call.python, call.hook, options[1].strip() if options else "")
    if is_ours(text, call.hook):
        text = _unix(text)
    return _BLOCK.sub(lambda _: block(call), text, count=1)


def without_block(text: str) -> str:
    """Take the block out; all else stays as it is."""
    return _BLOCK.sub("", text, count=1)


def is_ours(text: str, hook: HookName) -> bool:
    """Tell whether nobody else has written anything in a hook with a block."""
    rest = _unix(without_block(text))
    return rest in (_HEAD[hook], _head_with_aside(hook))


def calls_aside(text: str, hook: HookName) -> bool:
    """Tell whether a hook of ours runs one that was moved aside."""
    return _unix(without_block(text)) == _head_with_aside(hook)


def continued(text: str, call: Call) -> str | None:
    """Add the block to a shell script; None where it might not be reached, or not as it should.

    A hook of a push is not continued: it may have read all of its standard input.
    """
    if call.hook == "pre-push" or not _SHELL.match(text) or "\r" in text:
        return None
    if _LEAVES.search(_COMMENT.sub("", text)):
        return None
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{block(call)}"


def _head_with_aside(hook: HookName) -> str:
    name = aside(hook)
    return f"""\
{_HEAD[hook]}\
# The hook that was here before is {name}, beside this file; it runs first.
r1_before="$(dirname "$0")/{name}"
if [ -n "${{PRE_COMMIT_RUNNING_LEGACY:-}}" ] && grep -q {FRAMEWORKS} "$r1_before" 2>/dev/null; then
    :  # it is pre-commit's, which runs this one, and must not run itself again
elif [ -x "$r1_before" ]; then
    {_GIVEN[hook]}"$r1_before" "$@" || exit $?
fi
"""


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")
