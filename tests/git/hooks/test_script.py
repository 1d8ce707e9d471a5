from pathlib import PurePosixPath, PureWindowsPath

import pytest

from r1_assistant.git.hooks.script import (
    Call,
    block,
    calls_aside,
    continued,
    has_block,
    hook_behind_aside,
    is_ours,
    new_hook,
    quoted,
    renewed,
    without_block,
)

PYTHON = Call(PurePosixPath("/home/me/r1/bin/python"))
PUSH = Call(PYTHON.python, "pre-push")
LINT = "#!/bin/sh\nset -e\n# exec nothing here\nnpm run lint\n"


def test_paths_are_quoted_for_the_shell_on_any_system() -> None:
    assert (
        quoted(PureWindowsPath(r"C:\Users\d'été\python.exe")) == r"'C:/Users/d'\''été/python.exe'"
    )
    assert quoted(PurePosixPath("/a $HOME/`b`/python")) == "'/a $HOME/`b`/python'"


def test_a_script_that_runs_to_its_end_is_continued() -> None:
    assert continued(LINT, PYTHON) == LINT + block(PYTHON)
    assert continued(LINT.rstrip("\n"), PYTHON) == LINT + block(PYTHON)
    guarded = "#!/usr/bin/env bash\nmake check || exit 1\n"
    assert continued(guarded, PYTHON) == guarded + block(PYTHON)


@pytest.mark.parametrize(
    "text",
    [
        "#!/usr/bin/env python3\nprint()\n",
        "#!/usr/bin/env node\nlint()\n",
        "lint\n",
        "",
        "#!/bin/sh\nexec lint\n",
        "#!/bin/sh\nlint\nexit 0\n",
        "#!/bin/sh\nlint\nexit $?\n",
        '#!/bin/sh\n[ -n "$CI" ] && exit\nlint\n',
        '#!/bin/sh\n. "$(dirname "$0")/h"\n',
        "#!/bin/bash\nsource ./lib.sh\n",
        "#!/bin/sh\ncd frontend\nlint\n",
        "#!/bin/sh\ntrap 'git stash pop' EXIT\nlint\n",
        "#!/bin/sh\ncat <<END\n",
        "#!/bin/sh\nlint \\",
        "#!/bin/sh\r\nlint\r\n",
    ],
)
def test_what_may_not_reach_its_end_is_not_continued(text: str) -> None:
    assert continued(text, PYTHON) is None


def test_a_block_is_renewed_in_its_place() -> None:
    text = LINT + block(PYTHON) + "echo done\n"
    other = Call(PurePosixPath("/home/me/r1's/python"))
    assert has_block(text)
    assert not has_block(LINT)
    assert renewed(text, PYTHON) == text
    assert renewed(text, other) == LINT + block(other) + "echo done\n"
    assert renewed(new_hook(PYTHON), other) == new_hook(other)


def test_options_stay_unless_others_are_given() -> None:
    advisory = Call(PYTHON.python, "pre-push", "--advisory --model 'a b'")
    text = new_hook(advisory)
    assert " pre-push --advisory --model 'a b' -- \"$@\" || {" in text
    assert renewed(text, PUSH) == text
    assert renewed(text, Call(PYTHON.python, "pre-push", "")) == new_hook(PUSH)
    assert renewed(new_hook(PYTHON), PYTHON) == new_hook(PYTHON)


def test_a_hook_of_a_push_is_never_continued() -> None:
    assert continued(LINT, PUSH) is None


@pytest.mark.parametrize("call", [PYTHON, PUSH])
def test_what_is_ours_alone_is_known_with_any_line_ends(call: Call) -> None:
    for text, calls in ((new_hook(call), False), (hook_behind_aside(call), True)):
        for written in (text, text.replace("\n", "\r\n")):
            assert has_block(written)
            assert is_ours(written, call.hook)
            assert calls_aside(written, call.hook) == calls
            assert renewed(written, call) == text
    assert not is_ours(LINT + block(call), call.hook)


def test_without_the_block_the_rest_is_what_it_was() -> None:
    assert without_block(LINT + block(PYTHON)) == LINT
    windows = "#!/bin/sh\r\nlint\r\n"
    assert (
        without_block(windows + block(PYTHON).replace("\n", "\r\n") + "b\r\n") == windows + "b\r\n"
    )
    assert without_block(LINT + block(PYTHON).rstrip("\n")) == LINT
