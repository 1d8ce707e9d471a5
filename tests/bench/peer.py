"""The other side: llama.cpp with the binaries that npm's node-llama-cpp carries."""

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from bench.lines import LineProgram
from bench.run import BenchError, Prompt, Run

VERSION = "3.22.1"
CONTEXT_TOKENS = 2048
_SCRIPT = Path(__file__).parent / "peer.mjs"
_SYSTEMS = {"linux": "linux", "win32": "win", "darwin": "mac"}
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


class Peer:
    """llama.cpp with a model loaded, in a process that lives as long as the comparison."""

    def __init__(self, program: LineProgram) -> None:
        self._program = program

    @classmethod
    async def start(cls, package: Path, gguf: Path, threads: int, log_file: Path) -> "Peer":
        """Load a model; `package` is what `install` gave."""
        node = _program("node")
        arguments = (str(package), str(gguf), str(threads), str(CONTEXT_TOKENS))
        return cls(await LineProgram.start((node, str(_SCRIPT), *arguments), log_file, {}))

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._program.pid

    async def run(self, prompt: Prompt, tokens: int) -> Run:
        """Generate from an empty cache; timed by the process itself, without the pipes."""
        answer = await self._program.ask({"ids": prompt.ids, "tokens": tokens})
        return Run(len(prompt.ids), answer["tokens"], answer["first"], answer["decode"])

    def backend(self) -> str:
        """Name the library that computes: llama.cpp chooses the best one for the processor."""
        maps = psutil.Process(self.pid).memory_maps()
        names = {Path(m.path).stem for m in maps if "ggml-cpu" in m.path}
        return " ".join(sorted(names)) or "unknown"

    async def aclose(self) -> None:
        """End the process."""
        await self._program.aclose()


def install(home: Path) -> Path:
    """Give the folder of the installed package, installed below `home` if it is not there.

    Only the binaries for this machine's processor come along; no script of a package is run.
    """
    folder = home / f"node-llama-cpp-{VERSION}"
    package = folder / "node_modules" / "node-llama-cpp"
    done = folder / "installed"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        wanted = {"node-llama-cpp": VERSION, f"@node-llama-cpp/{_binaries()}": VERSION}
        manifest = {"name": "peer", "private": True, "dependencies": wanted}
        (folder / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
        _npm_install(folder)
        done.touch()
    return package


def _npm_install(folder: Path) -> None:
    options = ("--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund")
    command = (_program("npm"), "install", *options)
    outcome = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        raise BenchError(f"npm could not install node-llama-cpp: {outcome.stderr.strip()[-500:]}")


def _binaries() -> str:
    """Name the package with the binaries for this system and processor."""
    system = _SYSTEMS.get(sys.platform)
    machine = _MACHINES.get(platform.machine().lower())
    if system is None or machine is None:
        raise BenchError(f"llama.cpp has no binaries for {sys.platform}, {platform.machine()}")
    return "mac-arm64-metal" if (system, machine) == ("mac", "arm64") else f"{system}-{machine}"


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BenchError(f"{name} is needed for the comparison with llama.cpp and is not there")
    return found
