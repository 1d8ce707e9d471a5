"""When a review is left out because its user wants to commit, or to push, without it."""

from collections.abc import Mapping

ID = "r1-review"
"""The hook's id in the pre-commit framework, which leaves out what SKIP lists by itself."""

_NO = ("", "0", "false", "no", "off")


def why_skipped(variables: Mapping[str, str], *, own_hook: bool = False) -> str:
    """Say why a review is left out; empty if it is not.

    R1_SKIP is for any review. SKIP is for hooks: other programs than ours know it, too.
    """
    if variables.get("R1_SKIP", "").strip().lower() not in _NO:
        return f"R1_SKIP is {variables['R1_SKIP'].strip()}"
    skipped = [name.strip() for name in variables.get("SKIP", "").split(",")]
    return f"SKIP lists {ID}" if own_hook and ID in skipped else ""
