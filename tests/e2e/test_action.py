"""action.yml, step by step, with payloads as GitHub sends them, real repositories and reviews."""

import json
import os
import platform
import shutil
from pathlib import Path

import pytest

from r1_assistant import __version__
from r1_assistant.models.store import InstalledModel
from support import webhooks
from support.action_site import BUG, CLEAN, RULES, Site, annotations

pytestmark = pytest.mark.e2e


def test_a_push_is_reviewed_from_where_it_came(site: Site) -> None:
    old = site.origin.commit({"src/a.py": CLEAN})
    site.origin.commit({"b.md": "Hello\n"})
    new = site.origin.commit({"src/a.py": BUG})
    ended, runner = site.job(
        "push", webhooks.push(old, new), inputs=RULES | {"sarif": "out/r1.sarif"}
    )
    assert ended.code == 1
    (told,) = annotations(ended)
    assert told.startswith("::warning file=src/a.py,line=4")
    assert ended.outputs["findings"] == "1"
    assert ended.outputs["worst-severity"] == "warning"
    assert ended.outputs["exit-status"] == "1"
    assert "src/a.py" in ended.summary
    sarif = json.loads((runner.workspace / ended.outputs["sarif"]).read_text())
    assert sarif["version"] == "2.1.0"
    assert len(sarif["runs"][0]["results"]) == 1


def test_a_merge_group_is_reviewed_and_advice_fails_nothing(site: Site) -> None:
    base = site.origin.commit({"src/a.py": CLEAN})
    head = site.origin.commit({"src/a.py": BUG})
    wanted = RULES | {"advisory": "true"}
    ended, _ = site.job("merge_group", webhooks.merge_group(base, head), inputs=wanted)
    assert ended.code == 0
    assert (ended.outputs["findings"], ended.outputs["exit-status"]) == ("1", "1")
    assert len(annotations(ended)) == 1


def test_a_start_by_hand_is_about_the_last_commit_or_a_range(site: Site) -> None:
    first = site.origin.commit({"src/a.py": CLEAN})
    site.origin.commit({"src/a.py": BUG})
    last = site.origin.commit({"b.md": "Hello\n"})
    payload = webhooks.workflow_dispatch()
    ended, _ = site.job("workflow_dispatch", payload)
    assert (ended.code, ended.outputs["findings"]) == (0, "0")
    wanted = RULES | {"range": f"{first}..{last}"}
    ended, _ = site.job("workflow_dispatch", payload, number=2, inputs=wanted)
    assert ended.code == 2
    assert any("fetch --unshallow" in each for each in ended.commands)


def test_what_brings_nothing_installs_nothing_and_passes(site: Site) -> None:
    old = site.origin.commit({"src/a.py": BUG})
    ended, _ = site.job("push", webhooks.push(old, "0" * 40, "refs/heads/x", commits=[]))
    assert ended.code == 0
    assert list(ended.logs) == ["Plan the review", "Tell the result"]
    assert ended.outputs["findings"] == "0"
    assert any(each.startswith("::notice") and "deleted" in each for each in ended.commands)


@pytest.mark.model
def test_the_model_and_what_was_reviewed_are_kept_between_runs(
    site: Site, real_model: InstalledModel
) -> None:
    old = site.origin.commit({"src/a.py": CLEAN})
    new = site.origin.commit({"src/a.py": BUG})
    key = f"r1-model-linux-{platform.machine()}-{__version__}-{real_model.id}"
    shutil.copytree(real_model.home.parent, site.caches / key)
    wanted = {"model": real_model.id, "advisory": "true"}
    first, _ = site.job("push", webhooks.push(old, new), inputs=wanted)
    assert (first.code, first.outputs["findings"]) == (0, "1")
    assert "is installed already" in first.logs["Install the model"]
    assert real_model.id in first.summary
    kept = {each.name for each in site.caches.iterdir()}
    assert len([name for name in kept if name.startswith("r1-reviews-")]) == 1
    again, _ = site.job("push", webhooks.push(old, new), inputs=wanted, number=2)
    assert annotations(again) == annotations(first)
    assert "all from the cache" in again.summary
    assert {each.name for each in site.caches.iterdir()} == kept  # nothing new was learnt


@pytest.mark.model
def test_a_model_that_lost_a_byte_is_made_again_or_rules_alone_advise(
    site: Site, real_model: InstalledModel
) -> None:
    old = site.origin.commit({"src/a.py": CLEAN})
    new = site.origin.commit({"src/a.py": BUG})
    key = f"r1-model-linux-{platform.machine()}-{__version__}-{real_model.id}"
    shutil.copytree(real_model.home.parent, site.caches / key)
    file = site.caches / key / real_model.id / "tokenizer.json"
    file.write_bytes(file.read_bytes()[:-1])
    site.environment["R1_OFFLINE"] = "1"
    wanted = {"model": real_model.id, "advisory": "true"}
    ended, _ = site.job("push", webhooks.push(old, new), inputs=wanted)
    assert (ended.code, ended.outputs["findings"]) == (0, "1")
    assert any("rules alone review" in each for each in ended.commands)
    gate = {"model": real_model.id}
    ended, _ = site.job("push", webhooks.push(old, new), inputs=gate, number=2)
    assert ended.code == 2
    assert any("no-model: true" in each for each in ended.commands)


@pytest.mark.parametrize("name", ["model", "effort", "paths", "range", "sarif", "max-findings"])
def test_no_input_becomes_part_of_a_script(site: Site, tmp_path: Path, name: str) -> None:
    old = site.origin.commit({"src/a.py": CLEAN})
    new = site.origin.commit({"src/a.py": BUG})
    ran = tmp_path / "ran"
    evil = f"\"; touch '{ran}'; $(touch '{ran}') `touch '{ran}'` #"
    inputs = RULES | {"no-model": "false" if name == "model" else "true", name: evil}
    ended, _ = site.job("push", webhooks.push(old, new), inputs=inputs)
    assert ended.logs
    assert not ran.exists()


@pytest.mark.parametrize(("advisory", "code"), [("true", 0), ("false", 2)])
def test_packages_that_cannot_be_had_are_told(
    site: Site, tmp_path: Path, advisory: str, code: int
) -> None:
    old = site.origin.commit({"src/a.py": CLEAN})
    new = site.origin.commit({"src/a.py": BUG})
    site.environment |= {"RUNNER_TOOL_CACHE": str(tmp_path / "tools"), "PIP_NO_INDEX": "1"}
    site.environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
    wanted = RULES | {"advisory": advisory}
    ended, _ = site.job("push", webhooks.push(old, new), inputs=wanted)
    assert ended.code == code
    assert "Review" not in ended.logs
    assert any("could not be installed" in each for each in ended.commands)
    assert ended.outputs["exit-status"] == ("2" if advisory == "true" else "")


def test_an_old_python_is_told(site: Site, tmp_path: Path) -> None:
    old = site.origin.commit({"src/a.py": CLEAN})
    new = site.origin.commit({"src/a.py": BUG})
    for name in ("python3", "python"):
        program = tmp_path / "old" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text("#!/bin/sh\nexit 1\n")
        program.chmod(0o755)
    site.environment["PATH"] = f"{tmp_path / 'old'}{os.pathsep}{site.environment['PATH']}"
    inputs = RULES | {"python-version": ""}
    ended, _ = site.job("push", webhooks.push(old, new), inputs=inputs)
    assert ended.code == 2
    assert any("Python 3.11 or newer" in each for each in ended.commands)
