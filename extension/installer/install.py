"""Makes the private environment of the server, or waits while another window makes it.

    install.py FOLDER REQUIREMENTS WHEEL BYTES

BYTES have to be free. "R1: waiting", "R1: creating" and "R1: fetching" say what is done; all else
that is printed comes from pip. When standard input is closed, as the user cancels or the editor
ended, everything that was started ends. An environment that was not finished is removed.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

MARKER = "complete"
PIP = ["-P", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]

QUIET: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)

cancelled = threading.Event()


def main(folder: Path, requirements: str, wheel: str, needed: int) -> None:
    """Leave a folder that is complete, alone among those of other versions; exits otherwise."""
    threading.Thread(target=watch, daemon=True).start()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with alone(folder.parent / "install.lock"):
        if works(folder):
            return
        remove(folder)
        if shutil.disk_usage(folder.parent).free < needed:
            sys.exit("No space left")
        try:
            make(folder, requirements, wheel)
        finally:
            if not (folder / MARKER).exists():
                remove(folder)
        for other in folder.parent.glob("server-*"):
            if other != folder:
                remove(other)


def watch() -> None:
    """Wait for the end of standard input."""
    os.read(0, 1)
    cancelled.set()


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until no other process is here; the system lets go of the lock of one that died."""
    with path.open("ab") as file:
        if not locked(file):
            print("R1: waiting", flush=True)
            while not locked(file):
                if cancelled.wait(0.2):
                    sys.exit("cancelled")
        yield


def locked(file: BinaryIO) -> bool:
    """Take the lock, unless another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def interpreter(folder: Path) -> str:
    """The environment's Python."""
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def works(folder: Path) -> bool:
    """Whether the environment was made to its end, and runs with the Python that is there now."""
    if not (folder / MARKER).exists():
        return False
    command = [interpreter(folder), "-I", "-c", "import r1_assistant"]
    try:
        return subprocess.run(command, **QUIET, check=False).returncode == 0
    except OSError:
        return False


def make(folder: Path, requirements: str, wheel: str) -> None:
    """Make the environment; its marker comes last."""
    print("R1: creating", flush=True)
    venv.create(folder, symlinks=os.name != "nt")
    python = interpreter(folder)
    run([python, "-I", "-m", "ensurepip", "--upgrade", "--default-pip"], folder)
    # wheels alone: what has to be built would fail for want of a compiler, and run code meanwhile
    pinned = ["--progress-bar=off", "--only-binary=:all:", "--require-hashes", "-r", requirements]
    print("R1: fetching", flush=True)
    run([python, *PIP, *pinned], folder)
    run([python, *PIP, "--no-deps", wheel], folder)
    (folder / MARKER).touch()


def run(command: list[str], cwd: Path) -> None:
    """Run a program to its end; exits if it fails, or is not wanted any more."""
    process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, start_new_session=True)
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            if process.wait(0.1):
                sys.exit(1)
            return
        if cancelled.is_set():
            end(process)
            sys.exit("cancelled")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and those that it started."""
    if sys.platform == "win32":
        taskkill = str(Path(os.environ["SYSTEMROOT"], "System32", "taskkill.exe"))
        subprocess.run([taskkill, "/t", "/f", "/pid", str(process.pid)], **QUIET, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def remove(folder: Path) -> None:
    """Remove a folder, as far as its files are not in use."""
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
