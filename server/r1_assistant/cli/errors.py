"""The one place where a program ends: what a user reads, and the exit code.

0    done, nothing to complain of
1    the program found something (`r1-review` only)
2    wrong usage, or a failure: one sentence on standard error, details in the log file
130  interrupted
"""

import logging
import os
import sys
from collections.abc import Callable

from r1_assistant.config.log import log_file, log_to_file
from r1_assistant.domain.errors import R1Error

LOG = logging.getLogger(__name__)

OK = 0
FINDINGS = 1
FAILURE = 2
INTERRUPTED = 130


def run(program: Callable[[], int], name: str) -> int:
    """Run `program` and return the exit code; no exception but SystemExit leaves this function.

    Records of the standard logging module go to `config.log.log_file(name)`, which is made when the
    first one comes.
    """
    _print_anything()
    try:
        log_to_file(log_file(name))
        code = program()
        sys.stdout.flush()
        return code
    except R1Error as error:
        LOG.info("%s", error, exc_info=error)
        return _fail(name, str(error))
    except KeyboardInterrupt:
        return _fail(name, "interrupted", INTERRUPTED)
    except BrokenPipeError:
        _drop_output()
        return FAILURE
    except Exception as error:
        LOG.exception("%s failed", name)
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _fail(name, f"something went wrong ({what}); the details are in {log_file(name)}")


def _fail(name: str, sentence: str, code: int = FAILURE) -> int:
    try:
        sys.stdout.flush()
        print(f"{name}: {sentence}", file=sys.stderr, flush=True)
    except OSError:
        _drop_output()
    return code


def _print_anything() -> None:
    """Let a narrow terminal encoding cost a character, not the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Point standard output nowhere, so that the interpreter's last flush cannot fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
