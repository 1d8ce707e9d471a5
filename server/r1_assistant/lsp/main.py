"""`r1-server`: the language server."""

import argparse
import gc
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant import __version__
from r1_assistant.config.log import log_file, log_to_file
from r1_assistant.domain.errors import R1Error

if TYPE_CHECKING:
    from r1_assistant.lsp.server import Server

EPILOG = """\
An editor starts this program and speaks to it over stdin and stdout.

exit codes:
  0  shut down in order
  1  the client left without a shutdown
  2  wrong usage, or the port is taken

Settings come from the editor (r1.*), the user's config.toml, and [tool.r1] in pyproject.toml or a
.r1.toml. R1_MODEL names the model to use, R1_HOME the folder of models.
"""


def main(make: "Callable[[], Server] | None" = None) -> int:
    """Run the program on the command line's arguments; ends the process, and does not return.

    `make` makes the server; tests put another model into it.
    """
    options = _parser().parse_args()
    path = options.log or log_file("r1-server")
    log_to_file(path)
    logging.getLogger("pygls").setLevel(logging.WARNING)  # it writes documents into the log
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    try:
        code = _run(options, make)
    except R1Error as error:
        print(f"r1-server: {error}", file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        code = 130
    except Exception:
        logging.getLogger(__name__).exception("r1-server failed")
        print(f"r1-server: something went wrong; the details are in {path}", file=sys.stderr)
        code = 2
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)  # threads that wait for a pipe must not hold the process up


def _run(options: argparse.Namespace, make: "Callable[[], Server] | None") -> int:
    gc.disable()  # what is imported is no garbage: looking for some is a tenth of the start
    import asyncio  # late: --help needs none of this

    from r1_assistant.lsp.connection import serve_stdio, serve_tcp
    from r1_assistant.lsp.server import Server

    gc.freeze()
    gc.enable()
    made = make or Server
    if options.tcp is None:
        return asyncio.run(serve_stdio(made))
    return asyncio.run(serve_tcp(made, options.tcp))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="r1-server",
        description="Serve explanations, completions and review comments to an editor.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--stdio", action="store_true", help="speak over stdin and stdout (default)")
    how.add_argument(
        "--tcp",
        metavar="PORT",
        type=_port,
        help="wait for one client on this port of the loopback interface (0: any free port)",
    )
    parser.add_argument("--log", metavar="FILE", type=Path, help="where to write the log")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number")
    return int(text)


if __name__ == "__main__":
    main()
