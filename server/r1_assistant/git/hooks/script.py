"""Git's own hook: a marked block of POSIX shell, which joins what is there already. Pure."""

import re
from pathlib import PurePath

BEGIN, END = "# >>> R1 Assistant >>>", "# <<< R1 Assistant <<<"
ASIDE = "pre-commit.before-r1"
"""The name that a hook gets which can't be continued."""

_BLOCK = re.compile(f"^{re.escape(BEGIN)}\n.*?^{re.escape(END)}\n", re.DOTALL | re.MULTILINE)
_SHELL = re.compile(r"#! *(?:/usr/bin/env +)?(?:[\w./-]*/)?(?:sh|bash|dash|ash|ksh)(?: +-\w+)* *\n")
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
# What may leave a script early or elsewhere than where it began; `exit 1` stops the commit anyway.
_LEAVES = re.compile(
    r"\b(?:exec|cd|pushd|trap)\b|\bexit\b(?!\s+[1-9])|^\s*(?:\.|source)\s|<<|\\$", re.MULTILINE
)


def block(python: PurePath) -> str:
    """Write the part that reviews, to be run behind anything else.

    What came before decides first: its exit status must survive. An interpreter that is gone must
    not keep anybody from committing.
    """
    program = quoted(python)
    return f"""\
{BEGIN}
# Reviews what is staged. `R1_SKIP=1 git commit` leaves it out.
r1_status=$?
if [ "$r1_status" -ne 0 ]; then exit "$r1_status"; fi
if [ "${{R1_SKIP:-}}" = 1 ]; then
    :
elif [ -x {program} ]; then
    {command(python)} || {{
        r1_status=$?
        echo "To commit without the review, set R1_SKIP=1." >&2
        exit "$r1_status"
    }}
else
    echo "Not reviewed: R1 is gone from" {program} >&2
fi
{END}
"""


def command(python: PurePath) -> str:
    """Write the command that reviews; -P keeps Python from importing what the repository holds."""
    return f"{quoted(python)} -P -m r1_assistant.cli.review"


def quoted(path: PurePath) -> str:
    """Write a path for the shell; Git's own on Windows takes `/`, too."""
    return "'" + path.as_posix().replace("'", "'\\''") + "'"


def new_hook(python: PurePath) -> str:
    """Write a hook that only reviews."""
    return f"#!/bin/sh\n{block(python)}"


def hook_behind_aside(python: PurePath) -> str:
    """Write a hook that runs the one that was moved aside, as git would, and then reviews."""
    return f"""\
#!/bin/sh
# The hook that was here before is {ASIDE}, beside this file; it runs first.
r1_before="$(dirname "$0")/{ASIDE}"
if [ -x "$r1_before" ]; then "$r1_before" "$@" || exit $?; fi
{block(python)}"""


def has_block(text: str) -> bool:
    """Tell whether a hook reviews already, maybe with an interpreter of the past."""
    return bool(_BLOCK.search(text))


def renewed(text: str, python: PurePath) -> str:
    """Put the present block in place of the one that is there."""
    return _BLOCK.sub(lambda _: block(python), text, count=1)


def continued(text: str, python: PurePath) -> str | None:
    """Add the block to a shell script; None where it might not be reached, or not as it should."""
    if not _SHELL.match(text) or "\r" in text or _LEAVES.search(_COMMENT.sub("", text)):
        return None
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{block(python)}"
