"""The command that shows contexts, for whoever wants to know what a model sees, and why."""

import argparse
import json
import sys
from dataclasses import asdict
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from r1_assistant import app
from r1_assistant.cli import errors
from r1_assistant.domain.errors import UsageError

if TYPE_CHECKING:
    from r1_assistant.context.contexts import Context, Document
    from r1_assistant.context.facts import Workspace

PROGRAM = "r1_assistant.context"
BUDGET = 1500
_RULE = "──"
_CURSOR = "▮"
_GUESSED = "a guess of the tokens; --tokenizer counts them"


def main() -> int:
    """Run the program on the command line's arguments."""
    options = _parser().parse_args()
    return errors.run(lambda: run(options), PROGRAM)


def run(options: argparse.Namespace) -> int:
    """Print the context that the options ask for; raises R1Error."""
    path, line, column = place(options.place)
    file = _full(path)
    root = _full(options.root) if options.root else app.top_of_work_tree(file.parent)
    root = root or file.parent
    _check(file, root)
    count, counted = _count(options.tokenizer)
    workspace = app.workspace(root)
    document = _document(root, file, workspace)
    offset = _offset(document.text, line, column)
    context = _context(options, root, document, offset, line, workspace, count)
    if options.json:
        print(json.dumps(_values(context), indent=2))
    else:
        print(_report(context, options.kind, counted), end="")
    return errors.OK


def place(text: str) -> tuple[str, int, int]:
    """Read PATH:LINE:COL or PATH:LINE, both from 1; raises UsageError."""
    head, _, last = text.rpartition(":")
    path, _, middle = head.rpartition(":")
    if path and middle.isdecimal() and last.isdecimal():
        return path, int(middle), int(last)
    if head and last.isdecimal():
        return head, int(last), 1
    raise UsageError(
        f"`{text}` names no place in a file.", hint="Write PATH:LINE:COL, both from 1."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m {PROGRAM}",
        description="Show what a model would be shown at a place of a file, and why. It needs no"
        " model.",
    )
    parser.add_argument("place", metavar="PATH:LINE:COL", help="a place, counted from 1")
    parser.add_argument(
        "--for",
        dest="kind",
        choices=("completion", "symbol", "hunk"),
        default="completion",
        help="what the context is for (default: completion); a hunk is the one of the work tree's"
        " changes that is at or after LINE",
    )
    parser.add_argument(
        "--budget", type=int, default=BUDGET, metavar="N", help="tokens at most (default: 1500)"
    )
    parser.add_argument("--root", type=Path, help="the workspace; else the file's repository")
    parser.add_argument(
        "--tokenizer",
        type=Path,
        metavar="FILE",
        help="a model's tokenizer.json; else an installed model's, else a guess",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _count(tokenizer: Path | None) -> tuple[Any, str]:
    """Give what counts, and what to say about that."""
    from r1_assistant.context.tokens import counter, guess

    file = tokenizer or app.any_tokenizer()
    if file is None:
        return guess, _GUESSED
    try:
        return counter(file), ""
    except (OSError, ValueError) as error:
        raise UsageError(f"{error}.", hint="Name a model's tokenizer.json.") from error


def _full(path: str | Path) -> Path:
    """Give an absolute path without dots; links stay as they are named."""
    return Path(normpath(Path(path).absolute()))


def _check(file: Path, root: Path) -> None:
    """See that a file is there, below a root; raises UsageError."""
    if not file.is_file():
        raise UsageError(f"There is no file {file}.", hint="Name another.")
    if not file.is_relative_to(root):
        raise UsageError(f"{file} is not below {root}.", hint="Name another --root.")


def _document(root: Path, file: Path, workspace: "Workspace") -> "Document":
    from r1_assistant.context.contexts import Document

    path = file.relative_to(root).as_posix()
    text = workspace.text(path)
    if text is None:
        raise UsageError(f"{file} can't be read, or is larger than 1 MB.", hint="Name another.")
    return Document.of(path, text)


def _offset(text: str, line: int, column: int) -> int:
    """Convert a place to an offset; what lies outside is taken for the nearest end."""
    lines = text.split("\n")
    row = min(max(line, 1), len(lines)) - 1
    before = sum(len(each) + 1 for each in lines[:row])
    return before + min(max(column, 1) - 1, len(lines[row]))


def _context(
    options: argparse.Namespace,
    root: Path,
    document: "Document",
    offset: int,
    line: int,
    workspace: "Workspace",
    count: Any,
) -> "Context":
    from r1_assistant.context.contexts import for_completion, for_hunk, for_symbol
    from r1_assistant.context.moved import Moved

    budget = max(1, options.budget)
    if options.kind == "completion":
        return for_completion(document, offset, workspace, budget, count)
    if options.kind == "symbol":
        return for_symbol(document, offset, workspace, budget, count)
    change = app.change_in_repository("working", root, "", [document.path])
    top = app.top_of_work_tree(root)
    if top is not None and top != root:  # a change's paths begin there
        workspace = Moved(workspace, f"{root.relative_to(top).as_posix()}/")
    for file in change.files:
        for hunk in file.hunks:
            if hunk.new_start + hunk.new_count > line:
                return for_hunk(file, hunk, change, workspace, budget, count)
    raise UsageError(
        f"{document.path} has no change at or after line {line}.",
        hint="Change the file, or ask for `--for symbol`.",
    )


def _values(context: "Context") -> dict[str, Any]:
    values = asdict(context)
    values["left_out"] = [
        {key: one[key] for key in ("path", "line", "end_line", "reason", "score")}
        for one in values["left_out"]
    ]
    return values


def _report(context: "Context", kind: str, counted: str) -> str:
    from r1_assistant.features.formats.safe import printable

    note = f" ({counted})" if counted else ""
    lines = [f"{kind}: {context.tokens} of {context.budget} tokens{note}"]
    for one in context.snippets:
        volatile = ", changes as you type" if one.volatile else ""
        where = f"{one.path}:{one.line}" + (f" in `{one.within}`" if one.within else "")
        where = printable(where)
        lines += ["", f"{_RULE} {one.reason}{volatile} · {where} · {one.tokens} tokens"]
        lines += map(printable, one.text.split("\n"))
    if context.before or context.after:
        around = f"{context.before}{_CURSOR}{context.after}".split("\n")
        lines += ["", f"{_RULE} around the cursor", *map(printable, around)]
    if context.left_out:
        lines += ["", f"{_RULE} no room for {len(context.left_out)} more, of which the best are"]
        lines += [
            f"   {one.reason} · {printable(one.path)}:{one.line}" for one in context.left_out[:5]
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
