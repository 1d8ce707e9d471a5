import pytest

from r1_assistant.git.hooks.pushes import Pushed, pushed_by, pushed_in

A, B, ZERO = "a" * 40, "b" * 40, "0" * 40
REMOTE = {"PRE_COMMIT_REMOTE_NAME": "origin", "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/x"}
ENDS = {"PRE_COMMIT_FROM_REF": A, "PRE_COMMIT_TO_REF": B}


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, None),
        ({"PRE_COMMIT": "1"}, None),
        ({"PRE_COMMIT_FROM_REF": A}, None),
        (ENDS, Pushed(B, A, to_remote=False)),
        ({**ENDS, **REMOTE}, Pushed(B, A)),
        (REMOTE, Pushed("refs/heads/x")),  # a history that the remote knows nothing of
        ({**ENDS, **REMOTE, "PRE_COMMIT_FROM_REF": ZERO}, Pushed(B)),
        ({**ENDS, **REMOTE, "PRE_COMMIT_TO_REF": ZERO}, Pushed("", A)),
        ({**ENDS, "PRE_COMMIT_CHECKOUT_TYPE": "1"}, None),
    ],
)
def test_what_the_framework_tells(variables: dict[str, str], expected: Pushed | None) -> None:
    assert pushed_in(variables) == expected


def test_what_git_tells() -> None:
    lines = [
        f"refs/heads/x {A} refs/heads/x {B}",
        f"(delete) {ZERO} refs/heads/gone {B}\r",
        f"HEAD@{{1 day ago}} {A} refs/heads/new {ZERO}\n",
        f"refs/heads/sha256 {'c' * 64} refs/heads/sha256 {'0' * 64}",
        "",
        "what is this",
    ]
    assert pushed_by(lines) == [Pushed(A, B), Pushed("", B), Pushed(A), Pushed("c" * 64)]
