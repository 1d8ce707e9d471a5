"""Commands as a person types them, run in a shell, and what they printed."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = re.compile(
    r"<!-- captured (?P<name>[\w-]+) -->\n(?P<text>(?P<fence>`{3,})\w*\n.*?\n?(?P=fence)\n)",
    re.DOTALL,
)


@dataclass
class Transcript:
    """Blocks of a page, by their names; `shown` says what is written in place of what."""

    folder: Path
    environment: Mapping[str, str]
    shown: Mapping[str, str] = field(default_factory=dict)
    blocks: dict[str, str] = field(default_factory=dict)

    def run(self, name: str, *commands: str, code: int = 0) -> str:
        """Run commands, the last of which ends with `code`; gives what they printed."""
        printed, lines = "", []
        for number, command in enumerate(commands, 1):
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=self.folder,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=900,
            )
            text = done.stdout.decode()
            expected = code if number == len(commands) else 0
            assert done.returncode == expected, f"{command}\n{text}"
            lines += [f"$ {command}", *text.rstrip("\n").splitlines()]
            printed += text
        self.keep(name, "\n".join(lines), "console")
        return printed

    def keep(self, name: str, text: str, language: str = "text") -> None:
        """Keep a text as a block."""
        for found, instead in self.shown.items():
            text = text.replace(found, instead)
        fence = "````" if "```" in text else "```"
        self.blocks[name] = f"{fence}{language}\n{text}\n{fence}\n"


def captured(page: Path) -> dict[str, str]:
    """Give the blocks that a page has captured."""
    return {match["name"]: match["text"] for match in _blocks(page.read_text(encoding="utf-8"))}


def put_into(page: Path, blocks: Mapping[str, str]) -> None:
    """Put captured blocks into a page."""
    text = page.read_text(encoding="utf-8")
    for match in reversed(_blocks(text)):
        text = text[: match.start("text")] + blocks[match["name"]] + text[match.end("text") :]
    page.write_text(text, encoding="utf-8")


def without_user(environment: Mapping[str, str]) -> dict[str, str]:
    """Copy an environment without what belongs to its user's git, GitHub or terminal."""
    named = ("GIT_", "GITHUB_", "GH_", "R1_", "PRE_COMMIT", "COLUMNS", "FORCE_COLOR")
    kept = {name: value for name, value in environment.items() if not name.startswith(named)}
    people = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A U Thor"), ("EMAIL", "author@example.com"))
    }
    return {**kept, **people, "GIT_CONFIG_GLOBAL": os.devnull, "NO_COLOR": "1"}


def _blocks(text: str) -> list[re.Match[str]]:
    return list(_BLOCK.finditer(text))
