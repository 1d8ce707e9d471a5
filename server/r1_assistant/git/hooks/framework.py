"""The configuration of the pre-commit framework: an entry added as text, all else kept. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass

FILE = ".pre-commit-config.yaml"
NOT_UNDERSTOOD = (
    f"The text of {FILE} is not understood: under `repos:` a list is expected, one entry after the "
    "other. Add the entry by hand, as the README shows it."
)

_OURS = re.compile(r"^(?!\s*#).*\bid:\s*[\"']?r1-review\b", re.MULTILINE)
_REPOS = re.compile(r"^([\"']?)repos\1:[ ]*(?P<value>[^\s#][^#\n]*?)?[ ]*(?P<rest>#[^\n]*)?$")
_ITEM = re.compile(r"^(?P<indent> *)-(?P<gap> +)\S")
_HOOKS = re.compile(
    r"^(?P<key> *)hooks:[^\n]*\n(?:[ ]*(?:#[^\n]*)?\n)*(?P<item> *)-(?P<gap> +)\S", re.M
)


@dataclass(frozen=True, slots=True)
class _Style:
    """How a file indents: before an entry's dash, behind it, and the same of a hook's dash."""

    indent: int = 2
    gap: int = 1
    hook_indent: int = 2
    hook_gap: int = 1
    apart: bool = False


def with_review(text: str, version: str, well_formed: Callable[[str], bool]) -> str | None:
    """Add a local entry that runs the review; the same text if it has one.

    None if the text is not understood. `well_formed` says whether a text is YAML.
    """
    if _OURS.search(text):
        return text
    line_end = "\r\n" if "\r\n" in text else "\n"
    if text.count(line_end) != text.count("\n"):
        return None
    lines = text.replace("\r\n", "\n").split("\n")
    added = _added(lines, version) if well_formed(text) else None
    if added is None or not well_formed("\n".join(added)):
        return None
    return line_end.join(added)


def new_config(version: str) -> str:
    """Write a configuration with nothing but the review."""
    return "\n".join(["repos:", *_entry(version, _Style()), ""])


def _added(lines: list[str], version: str) -> list[str] | None:
    found = [at for at, line in enumerate(lines) if _REPOS.match(line)]
    if not found:
        empty = all(line.strip() in ("", "---", "\ufeff") or _is_comment(line) for line in lines)
        return [*_without_last_blanks(lines), *new_config(version).split("\n")] if empty else None
    if len(found) > 1:
        return None
    match = _REPOS.match(lines[found[0]])
    assert match is not None  # noqa: S101 - it was found by this pattern
    if match["value"] == "[]":
        head = f"repos:{'  ' + match['rest'] if match['rest'] else ''}"
        return [*lines[: found[0]], head, *_entry(version, _Style()), *lines[found[0] + 1 :]]
    return None if match["value"] else _appended(lines, found[0] + 1, version)


def _appended(lines: list[str], first: int, version: str) -> list[str] | None:
    """Put the entry behind the last one of the list that begins at a line."""
    style = _style(lines, first)
    if style is None:
        return None
    last = _last_line(lines, first, style.indent)
    gap = [""] if style.apart else []
    rest = lines[last + 1 :] or [""]
    return [*lines[: last + 1], *gap, *_entry(version, style), *rest]


def _style(lines: list[str], first: int) -> _Style | None:
    content = [line for line in lines[first:] if line.strip() and not _is_comment(line)]
    item = _ITEM.match(content[0]) if content else None
    if item is None:
        return None
    hooks = _HOOKS.search("\n".join(lines[first:]))
    indent = len(item["indent"])
    return _Style(
        indent,
        len(item["gap"]),
        len(hooks["item"]) - len(hooks["key"]) if hooks else 2,
        len(hooks["gap"]) if hooks else 1,
        _stand_apart(lines[first : _last_line(lines, first, indent)], indent),
    )


def _stand_apart(lines: list[str], indent: int) -> bool:
    """Tell whether the last entry of several has an empty line before it."""
    starts = [at for at, line in enumerate(lines) if line.startswith(f"{' ' * indent}-")]
    return len(starts) > 1 and not lines[starts[-1] - 1].strip()


def _last_line(lines: list[str], first: int, indent: int) -> int:
    """Find the last line of the list; comments behind it may be about what follows."""
    last = first
    for at in range(first, len(lines)):
        line = lines[at]
        deep = len(line) - len(line.lstrip())
        if not line.strip() or (_is_comment(line) and deep <= indent):
            continue
        if deep < indent or (deep == indent and not line[indent:].startswith("-")):
            break
        if line.startswith("---"):
            break
        last = at
    return last


def _entry(version: str, style: _Style) -> list[str]:
    """Write the entry; what the hook says is what `.pre-commit-hooks.yaml` says of it."""
    key = " " * (style.indent + 1 + style.gap)
    dash = f"{key}{' ' * style.hook_indent}-{' ' * style.hook_gap}"
    inner = " " * len(dash)
    return [
        f"{' ' * style.indent}-{' ' * style.gap}repo: local",
        f"{key}hooks:",
        f"{dash}id: r1-review",
        f"{inner}name: r1-review",
        f"{inner}entry: r1-review",
        f"{inner}language: python",
        f'{inner}additional_dependencies: ["r1-assistant=={version}"]',
        f"{inner}pass_filenames: false",
        f"{inner}always_run: true",
        f"{inner}require_serial: true",
        f"{inner}stages: [pre-commit, pre-push, manual]",
    ]


def _is_comment(line: str) -> bool:
    return line.lstrip("\ufeff ").startswith("#")


def _without_last_blanks(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines
