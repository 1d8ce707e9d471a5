"""The command line of `r1-review`: a module for each group of options."""

import argparse

from r1_assistant import __version__
from r1_assistant.cli.options import changes, hooks, models, output, pull_request

EPILOG = """\
exit codes:
  0    nothing at or above --fail-on
  1    findings at or above --fail-on
  2    wrong usage, or a failure; one sentence says what to do
  130  interrupted; what was found so far is shown

Settings: [tool.r1] in pyproject.toml or a .r1.toml. R1_MODEL names the model to use, R1_HOME the
folder of models, R1_DEVICE what they run on; GITHUB_TOKEN, or gh, gives the token for --pr;
R1_SKIP=1 leaves reviews out; NO_COLOR turns colours off, FORCE_COLOR on.
"""


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; ends the program with 2 if it is wrong."""
    return _parser().parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="r1-review",
        description="Review a change with a model that runs on this machine: what is staged,\n"
        "unless an option says otherwise.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    changes.add(parser.add_argument_group("what is reviewed"))
    pull_request.add(parser.add_argument_group("pull requests on GitHub"))
    models.add(parser.add_argument_group("what it is reviewed with"))
    output.add(parser.add_argument_group("what is told, and when it fails"))
    hooks.add(parser.add_argument_group("when and how long"))
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser
