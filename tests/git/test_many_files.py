"""A thousand files at once."""

import time
from pathlib import Path

from r1_assistant.git.repository import staged
from support.git_workshop import Workshop


def test_a_thousand_files_with_three_hunks_each(tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    lines = [f"line {n}\n" for n in range(100)]
    shop.commit({f"{n}.py": "".join(lines) for n in range(1000)})
    for at in (10, 50, 90):
        lines[at] = "changed\n"
    shop.add({f"{n}.py": "".join(lines) for n in range(1000)})
    start = time.perf_counter()
    change = staged(tmp_path)
    seconds = time.perf_counter() - start
    assert [len(file.hunks) for file in change.files] == [3] * 1000
    assert seconds < 5  # about 0.6 on an idle machine
