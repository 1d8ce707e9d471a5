from pathlib import PurePosixPath, PureWindowsPath

import pytest

from r1_assistant.git.hooks.script import block, continued, has_block, new_hook, quoted, renewed

PYTHON = PurePosixPath("/home/me/r1/bin/python")
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
    other = PurePosixPath("/home/me/r1's/python")
    assert has_block(text)
    assert not has_block(LINT)
    assert renewed(text, PYTHON) == text
    assert renewed(text, other) == LINT + block(other) + "echo done\n"
    assert renewed(new_hook(PYTHON), other) == new_hook(other)
