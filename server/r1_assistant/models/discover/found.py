"""A model of another program."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Form = Literal["onnx", "gguf", "transformers"]
"""A folder of the runtime's files, a GGUF file, or a folder of Hugging Face's transformers."""


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model of another program: a folder or a file at `path`, `size` bytes.

    `id` is a name for it (may be empty), `title` what its program calls it. `device` is what it is
    made for, of a model that needs conversion what it can be made for; `provider` is empty where
    the runtime itself serves the device.
    """

    program: str
    id: str
    path: Path
    size: int
    form: Form = "onnx"
    device: str = "cpu"
    provider: str = ""
    title: str = ""

    @property
    def in_place(self) -> bool:
        """Whether it is used where it lies, without any conversion."""
        return self.form == "onnx"

    def command(self) -> list[str]:
        """Give the words of the command that makes it usable."""
        if self.form == "onnx":
            if self.id:
                return ["r1-model", "use", self.id]
            return ["r1-model", "import", str(self.path), "--link", "--id", "NAME"]
        verb = "import" if self.form == "gguf" else "build"
        return ["r1-model", verb, str(self.path), "--id", self.id or "NAME"]

    def command_line(self) -> str:
        """Give the command as a shell of this system takes it."""
        import os
        import shlex
        import subprocess  # late: a start that fails needs neither

        words = self.command()
        return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
