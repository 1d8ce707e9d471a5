"""Microsoft's SARIF Multitool validates a log, with the rules of GitHub's code scanning."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.features.formats import render
from r1_assistant.features.review.events import Stats
from support.readers import SARIF_MULTITOOL, unpacked
from support.reviews import GUARD, full, reviewed

ADVICE = {
    "SARIF2002",  # texts by id: for tools that have a fixed set of them
    "SARIF2003",  # which commit it is: whoever uploads the log says that
    "SARIF2005",  # an address of the tool
    "SARIF2006",  # asks a server for the schema; the test has none
    "SARIF2009",  # rules named by numbers
    "SARIF2012",  # an address for each rule
}
"""What it would like and does not ask for."""


@pytest.mark.skipif(sys.platform != "linux", reason="the package has a program for Linux")
def test_the_validator_has_no_complaint(tmp_path: Path) -> None:
    for name, review in {
        "full": full(),
        "clean": reviewed(),
        "cut": reviewed(GUARD, stats=Stats(interrupted=True)),
    }.items():
        (tmp_path / f"{name}.sarif").write_text(render("sarif", review), encoding="utf-8")
        assert complaints(tmp_path / f"{name}.sarif") <= ADVICE


@pytest.mark.skipif(sys.platform != "linux", reason="the package has a program for Linux")
def test_the_validator_finds_what_github_would_refuse(tmp_path: Path) -> None:
    content = json.loads(render("sarif", full()))
    del content["runs"][0]["results"][0]["locations"]
    file = tmp_path / "bad.sarif"
    file.write_text(json.dumps(content), encoding="utf-8")
    assert "GH1015" in complaints(file)


def complaints(file: Path) -> set[str]:
    """Name the rules that a log breaks."""
    tool = unpacked(SARIF_MULTITOOL) / "Sarif.Multitool"
    tool.chmod(0o755)
    out = file.with_suffix(".out.sarif")
    kinds = ("--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note")
    nowhere = "http://127.0.0.1:9"  # it would ask for addresses that a log names
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), nowhere)
    done = subprocess.run(
        [tool, "validate", file, "--output", out, "--log", "ForceOverwrite", *kinds],
        env={**os.environ, **proxies, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert out.exists(), done.stdout + done.stderr
    (run,) = json.loads(out.read_text(encoding="utf-8-sig"))["runs"]
    return {result["ruleId"] for result in run["results"]}
