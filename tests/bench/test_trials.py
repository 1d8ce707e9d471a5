import os
import subprocess
import sys
import time
from collections.abc import Sequence

import psutil  # type: ignore[import-untyped]
import pytest

from bench.load import elsewhere
from bench.run import BenchError, Prompt, Run
from bench.trials import Collected, Trial, alternating, collect, ratio


def trial_of(loads: Sequence[float]) -> Trial[int]:
    async def trial(attempt: int) -> tuple[int, float]:
        return attempt, loads[attempt]

    return trial


@pytest.mark.parametrize(
    ("loads", "expected"),
    [
        ([0.0, 0.1, 0.1], Collected((0, 1), 0, 0)),
        ([0.5, 0.0, 0.5, 0.0], Collected((1, 3), 2, 0)),
        ([0.5, 0.9, 0.3, 0.0, 0.4, 0.8], Collected((3, 2), 4, 1)),
        ([0.5, 0.9, 0.3, 0.6, 0.4, 0.8], Collected((2, 4), 4, 2)),
    ],
)
async def test_disturbed_trials_are_repeated(loads: list[float], expected: Collected[int]) -> None:
    assert await collect(trial_of(loads), 2, most_load=0.15) == expected


class Recorded:
    """A side that only writes down when it was asked."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.pid = os.getpid()
        self._name = name
        self._log = log

    async def run(self, prompt: Prompt, tokens: int) -> Run:
        self._log.append(f"{self._name} {prompt.text} {tokens}")
        return Run(len(prompt.ids), tokens, 1.0, 1.0)


async def test_sides_take_turns_on_the_same_prompts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.trials.SETTLE", 0)
    log: list[str] = []
    prompts = [Prompt("a", (1,)), Prompt("b", (2,))]
    trial = alternating(Recorded("ours", log), Recorded("theirs", log), prompts, 7)
    for attempt in range(3):
        await trial(attempt)
    assert log == [f"{side} {text} 7" for text in "aba" for side in ("ours", "theirs")]


def run(rate: float) -> Run:
    return Run(prompt_tokens=512, tokens=11, first_seconds=2.0, decode_seconds=10 / rate)


def test_ratio_is_of_medians_and_tells_the_pairwise_one() -> None:
    pairs = Collected(((run(10), run(10)), (run(30), run(10)), (run(60), run(40))), 2, 0)
    result = ratio(pairs, lambda r: r.decode_rate)
    assert result.value == pytest.approx(3.0)
    assert result.details["pairwise"] == pytest.approx(1.5)
    assert result.details["discarded"] == 2


def test_rates_leave_the_first_token_to_the_prompt() -> None:
    timed = Run(prompt_tokens=512, tokens=97, first_seconds=2.0, decode_seconds=4.0)
    assert (timed.prefill_rate, timed.decode_rate) == (256, 24)
    with pytest.raises(BenchError, match="after 1 tokens"):
        _ = Run(512, 1, 2.0, 0.0).decode_rate


def test_load_is_what_all_but_the_measured_processes_use() -> None:
    burn = "print(flush=True)\nwhile True: pass"
    with subprocess.Popen((sys.executable, "-c", burn), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        child = psutil.Process(process.pid)
        start, used = time.perf_counter(), child.cpu_times().user
        with elsewhere() as everyone, elsewhere(process.pid) as others:
            while child.cpu_times().user - used < 0.5:
                pass
        cores = (child.cpu_times().user - used) / (time.perf_counter() - start)
        process.kill()
    assert everyone.cores - others.cores == pytest.approx(cores, rel=0.5)
