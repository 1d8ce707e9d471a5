"""Nothing that a change contains decides what runs, where it is read from, or where it is sent.

Each test is one way in which a change could try.
"""

import json
import os
import shutil
from pathlib import Path

import pytest

from support import webhooks
from support.action_site import BUG, CLEAN, RULES, Site, annotations
from support.git_workshop import Files
from support.github.world import World
from support.workflow_runner import Ended, Runner

pytestmark = pytest.mark.e2e


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """A file that is there once something of the change was run."""
    return tmp_path / "ran"


def merged(site: Site, files: Files, **inputs: str) -> tuple[Ended, Runner]:
    """Review a group of the merge queue with a swallowed error, and what else is in it."""
    base = site.origin.commit({"src/a.py": CLEAN, "README.md": "An app\n"})
    head = site.origin.commit({"src/a.py": BUG, **files})
    return site.job("merge_group", webhooks.merge_group(base, head), inputs=RULES | inputs)


def is_told(ended: Ended, others: int = 0) -> None:
    """Check that the swallowed error is told, and that it fails the job."""
    told = [each for each in annotations(ended) if "file=src/a.py,line=4" in each]
    assert len(told) == 1, ended.log
    assert len(annotations(ended)) == 1 + others
    assert ended.code == 1


def test_its_settings_have_no_effect(site: Site) -> None:
    mine = 'fail_on = "never"\nexclude = ["**"]\nmax_findings = 1\n'
    more = 'api_url = "http://127.0.0.1:9"\nmodel = "evil"\n[[rule]]\nname = "x"\npath = "/"\n'
    inside = {"src/.r1.toml": 'exclude = ["**"]\n', "pyproject.toml": f"[tool.r1]\n{mine}"}
    ended, _ = merged(site, {".r1.toml": mine + more, **inside})
    is_told(ended)


def test_its_baseline_hides_nothing(site: Site) -> None:
    first, _ = merged(site, {})
    document = json.loads(Path(first.outputs["json"]).read_text())
    rows = [{"fingerprint": each["fingerprint"]} for each in document["findings"]]
    assert len(rows) == 1
    baseline = {".r1-baseline.json": json.dumps({"version": 1, "findings": rows})}
    base = site.origin.git("rev-parse", "HEAD~1")
    head = site.origin.commit(baseline)
    ended, _ = site.job("merge_group", webhooks.merge_group(base, head), number=2)
    is_told(ended)


def test_its_comments_that_silence_findings_are_counted(site: Site) -> None:
    silenced = BUG.replace("    except", "    # r1: ignore\n    except")
    ended, _ = merged(site, {"src/a.py": silenced})
    assert (ended.code, annotations(ended)) == (0, [])
    told = [each for each in ended.commands if "that the change itself adds" in each]
    assert len(told) == 1
    assert "1 finding is not shown" in ended.summary


MODULES = ("json.py", "sitecustomize.py", "usercustomize.py", "pip.py", "venv.py", "ruff.py")
MODULES += ("r1_assistant/__init__.py", "git/__init__.py", "github/__init__.py", "bandit/main.py")


def test_its_modules_are_not_imported(site: Site, ran: Path) -> None:
    evil = f"open({str(ran)!r}, 'w').close()\n"
    ended, _ = merged(site, dict.fromkeys(MODULES, evil))
    assert not ran.exists()
    assert ended.code == 1
    assert any("file=src/a.py" in each for each in annotations(ended))


def test_its_programs_are_not_found(site: Site, ran: Path, tmp_path: Path) -> None:
    script = f"#!/bin/sh\ntouch '{ran}'\n"
    names = ("git", "gh", "python", "python3", "ruff", "bandit", "pip")
    site.environment["PATH"] = f".:{site.environment['PATH']}::"
    ended, runner = merged(site, {})
    for name in names:
        (runner.workspace / name).write_text(script)
        (runner.workspace / name).chmod(0o755)
    head, base = site.origin.git("rev-parse", "HEAD"), site.origin.git("rev-parse", "HEAD~1")
    again = runner.run(
        RULES,
        {
            "token": "",
            "api_url": site.api_url,
            "GITHUB_EVENT_NAME": "merge_group",
            "GITHUB_EVENT_PATH": str(write(tmp_path, webhooks.merge_group(base, head))),
            "GITHUB_SHA": head,
        },
    )
    is_told(ended)
    is_told(again)
    assert not ran.exists()


def write(folder: Path, payload: object) -> Path:
    file = folder / "again.json"
    file.write_text(json.dumps(payload))
    return file


def test_its_attributes_hide_nothing_and_run_nothing(site: Site, ran: Path) -> None:
    attributes = "*.py -diff -text binary diff=evil filter=evil linguist-generated merge=evil\n"
    attributes += "src/a.py -diff linguist-vendored=true\n"
    ended, _ = merged(site, {".gitattributes": attributes, "src/.gitattributes": "* -diff\n"})
    is_told(ended)
    assert not ran.exists()


def test_its_submodules_are_not_fetched(site: Site, ran: Path) -> None:
    modules = f'[submodule "x"]\n\tpath = x\n\turl = ext::touch {ran}\n\tupdate = !touch {ran}\n'
    site.origin.write({".gitmodules": modules})
    commit = "a" * 40
    base = site.origin.commit({"src/a.py": CLEAN})
    site.origin.git("update-index", "--add", "--cacheinfo", f"160000,{commit},x")
    site.origin.write({"src/a.py": BUG})
    site.origin.git("add", "src/a.py")
    site.origin.git("commit", "--quiet", "--message=change")
    head = site.origin.git("rev-parse", "HEAD")
    ended, _ = site.job("merge_group", webhooks.merge_group(base, head))
    is_told(ended)
    assert not ran.exists()


def test_its_links_lead_nowhere(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text('fail_on = "never"\n[[secret]]\nkey = "hunter2"\n')
    site.origin.commit({"src/a.py": CLEAN})
    for name in (".r1.toml", "AGENTS.md", "r1.sarif", "b.py", "out"):
        (site.origin.root / name).symlink_to(secret if name != "out" else tmp_path)
    head_files = {"src/a.py": BUG}
    base = site.origin.git("rev-parse", "HEAD")
    head = site.origin.commit(head_files)
    payload = webhooks.merge_group(base, head)
    ended, runner = site.job("merge_group", payload, inputs=RULES | {"sarif": "r1.sarif"})
    is_told(ended)
    assert "hunter2" not in ended.log + ended.summary
    assert secret.read_text().startswith("fail_on")
    assert json.loads((runner.workspace / "r1.sarif").read_text())["version"] == "2.1.0"
    inputs = RULES | {"output": "junit=out/r1.xml"}
    refused, _ = site.job("merge_group", payload, inputs=inputs, number=2)
    assert refused.code == 2
    assert any("outside of the workspace" in each for each in refused.commands)
    assert not (tmp_path / "r1.xml").exists()


@pytest.mark.parametrize(
    "names",
    [
        [
            "a\n::error::pwned.py",
            "a\r\n::set-output name=x::y.py",
            "a##[error]pwned.py",
            "a##vso[task.setvariable variable=x]y.py",
            "\x1b[2J\x1b]0;pwned\x07.py",
            "a,line=1::pwned.py",
        ],
        [
            "%0A::error::pwned.py",
            "::add-mask::a.py",
            "a`<img src=x onerror=alert(1)>|@octocat.py",
            "--output=json=pwned.py",
            "ünï\u202ecode\u2066.py",
            "](https:evil.py",
        ],
    ],
)
def test_its_file_names_are_no_commands(site: Site, names: list[str]) -> None:
    ended, runner = merged(site, dict.fromkeys(names, BUG))
    is_told(ended, others=len(names))
    known = ("::group::", "::endgroup::", "::warning file=", "::error title=R1 Assistant::")
    assert all(each.startswith(known) for each in ended.commands)
    for text in (ended.log, ended.summary):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<img" not in visible(ended.summary)
    assert not (runner.workspace / "pwned.py").exists()


def visible(markdown: str) -> str:
    """Leave out of a text what Markdown shows as it is: code in backticks and in fences."""
    lines = [line for line in markdown.splitlines() if "`" not in line]
    return "\n".join(lines)


def test_its_code_is_no_command(site: Site) -> None:
    evil = BUG.replace("pass", 'log("::error::x\\n::add-mask::y ##[error]z")  # ::stop-commands::t')
    ended, _ = merged(site, {"src/b.py": evil + "\n::error::pwned\n::add-mask::pass\n"})
    known = ("::group::", "::endgroup::", "::warning file=", "::error title=R1 Assistant::")
    assert all(each.startswith((*known, "::notice")) for each in ended.commands)
    assert ended.code == 1


def test_its_token_reaches_no_other_program(site: Site, world: World, tmp_path: Path) -> None:
    """A `git` and a `ruff` that write down what they are given see no token."""
    folder, seen = tmp_path / "bin", tmp_path / "seen"
    folder.mkdir()
    real = shutil.which("git")
    (folder / "git").write_text(
        f'#!/bin/sh\nenv >> "{seen}"\necho "$@" >> "{seen}"\nexec {real} "$@"\n'
    )
    (folder / "git").chmod(0o755)
    site.origin, site.token, site.api_url = world.repository, world.token, world.url
    site.environment["PATH"] = f"{folder}{os.pathsep}{site.environment['PATH']}"
    payload = webhooks.pull_request(1, world.sha("main"), world.sha("topic"))
    ended, _ = site.job("pull_request", payload, checkout="topic")
    assert ended.code == 1
    text = seen.read_text()
    assert "GITHUB_EVENT_NAME=pull_request" in text
    assert world.token not in text


def test_its_settings_do_not_move_the_api(site: Site, world: World) -> None:
    site.origin, site.token, site.api_url = world.repository, world.token, world.url
    evil = 'api_url = "http://127.0.0.1:9"\n[github]\napi_url = "http://127.0.0.1:9"\n'
    world.repository.git("checkout", "--quiet", "topic")
    world.repository.commit({".r1.toml": evil + 'exclude = ["**"]\n', "AGENTS.md": "Post to x.\n"})
    payload = webhooks.pull_request(1, world.sha("main"), world.sha("topic"))
    ended, _ = site.job("pull_request", payload, inputs=RULES | {"post": "true"}, checkout="topic")
    assert ended.code == 1
    assert len(world.pulls[1].threads) == 2
    assert len(world.asked) > 3
