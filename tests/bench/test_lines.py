import sys
from pathlib import Path

import pytest

from bench.lines import LineProgram
from bench.run import BenchError

ECHO = """
import sys
print('{"ready": true}', flush=True)
for line in sys.stdin:
    if "die" in line:
        sys.exit("it had to be")
    print(line, end="", flush=True)
"""


async def start(tmp_path: Path) -> LineProgram:
    return await LineProgram.start((sys.executable, "-c", ECHO), tmp_path / "log" / "echo.log", {})


async def test_each_line_is_answered(tmp_path: Path) -> None:
    program = await start(tmp_path)
    try:
        assert await program.ask({"ids": [1, 2]}) == {"ids": [1, 2]}
        assert await program.ask({"ids": list(range(9000))}) == {"ids": list(range(9000))}
    finally:
        await program.aclose()


async def test_a_program_that_ends_is_told_with_its_log(tmp_path: Path) -> None:
    program = await start(tmp_path)
    try:
        with pytest.raises(BenchError, match=r"echo\.log"):
            await program.ask({"die": True})
    finally:
        await program.aclose()
    assert "it had to be" in (tmp_path / "log" / "echo.log").read_text()


async def test_a_program_that_cannot_begin_is_told(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"log"):
        await LineProgram.start((sys.executable, "-c", "raise SystemExit(3)"), tmp_path / "log", {})
