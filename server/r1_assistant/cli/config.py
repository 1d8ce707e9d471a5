"""`r1-review config`: what holds for a file and why, and the schema of the settings."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from r1_assistant import app
from r1_assistant.cli import errors
from r1_assistant.cli.config_text import lines_of
from r1_assistant.domain.errors import UsageError

PROGRAM = "r1-review config"


def main(arguments: list[str]) -> int:
    """Run the subcommand on what follows `config` on the command line."""
    options = _parser().parse_args(arguments)
    return errors.run(lambda: run(options), "r1-review")


def run(options: argparse.Namespace) -> int:
    """Print what is asked for; raises UsageError."""
    if options.schema:
        from r1_assistant.config.team.document import schema_text  # late: seldom asked for

        print(schema_text(), end="")
        return errors.OK
    explanation = _explained(options.explain)
    if options.json:
        print(json.dumps(_values(explanation), indent=2))
    else:
        print("\n".join(lines_of(explanation)))
    return errors.OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Show the settings that hold for a file, or what settings there are. A folder "
        "that is called config is reviewed as ./config.",
    )
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument(
        "--explain",
        metavar="PATH",
        help="show what holds for a file, there or not, and why",
    )
    wanted.add_argument(
        "--schema", action="store_true", help="print the JSON schema of .r1.toml, for editors"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _explained(name: str) -> app.Explanation:
    if not name or "\0" in name:
        raise UsageError("No file is called so.", hint="Name a file, there or not.")
    root = app.top_of_work_tree(Path.cwd()) or Path.cwd()
    path = app.path_in(root, Path.cwd() / name)
    if path is None or path == ".":
        raise UsageError(
            f"{name} is no file in {root}.", hint="Name a file of this repository, there or not."
        )
    return app.explain_path(root, path)


def _values(explanation: app.Explanation) -> dict[str, Any]:
    """Give what JSON has: plain values, and places as objects."""
    values = asdict(explanation)
    return {"path": values.pop("path"), "reviewed": not explanation.why_not, **values}
