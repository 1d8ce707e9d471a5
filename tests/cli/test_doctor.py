import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from r1_assistant import app
from r1_assistant.app import privacy
from r1_assistant.app.privacy import pip_addresses, without_secrets
from r1_assistant.cli import model
from r1_assistant.cli.doctor_layout import page_width, paragraph, table
from r1_assistant.cli.doctor_privacy import privacy_text
from support.package_index import PackageIndex

pytestmark = pytest.mark.usefixtures("home")


def told(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    code = model.run(["doctor", *options])
    return code, capsys.readouterr().out


def test_nothing_runs_without_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = told(capsys)
    assert code == 1
    assert text.endswith("Nothing can run yet: no model is installed.\n")
    assert "r1-model install" in text


def test_a_model_that_fits_runs(capsys: pytest.CaptureFixture[str], tiny_folder: Path) -> None:
    model.run(["import", str(tiny_folder), "--id", "mine"])
    capsys.readouterr()
    code, text = told(capsys)
    assert code == 0
    assert text.endswith("Models that can run here: mine.\n")


def test_one_object(capsys: pytest.CaptureFixture[str], tiny_folder: Path) -> None:
    model.run(["import", str(tiny_folder), "--id", "mine"])
    capsys.readouterr()
    code, text = told(capsys, "--json")
    found = json.loads(text)
    assert (code, found["format_version"], found["can_run"]) == (0, 1, True)
    mine = found["models"][0]
    assert (mine["id"], mine["place"], mine["runs"], mine["current"]) == (
        "mine", "installed", True, True,
    )  # fmt: skip


def test_the_program_ends_with_the_documented_code() -> None:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "r1_assistant.cli.model", "doctor"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "80"},
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert time.monotonic() - begun < 60
    prose = [line for line in done.stdout.splitlines() if not line.startswith("       ")]
    assert max(map(len, prose)) <= 80


def test_the_privacy_report_names_what_is_configured(
    capsys: pytest.CaptureFixture[str],
    package_index: PackageIndex,
    monkeypatch: pytest.MonkeyPatch,
    home: Path,
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://user:pa55word@127.0.0.1:9/hub/")
    monkeypatch.setenv("HF_TOKEN", "hf_pa55word")
    code, text = told(capsys, "--privacy")
    assert code == 0
    assert package_index.url in text
    assert "http://127.0.0.1:9/hub" in text
    assert "HF_TOKEN is set" in text
    assert "pa55word" not in text
    assert str(home / "data" / "models") in text
    assert "ORT_DISABLE_TELEMETRY=1" in text


def test_the_privacy_report_as_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = told(capsys, "--privacy", "--json")
    found = json.loads(text)
    assert (code, list(found)) == (0, ["format_version", "contacts", "never", "kept"])
    assert [each["name"] for each in found["contacts"]] == [
        "Package index, through pip",
        "Model hub",
        "GitHub",
    ]


def test_mirrors_and_switches_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("R1_HUB_MIRRORS", "https://one:pa55word@one.example, https://two.example")
    hub = app.privacy_report().contacts[1]
    assert hub.addresses[1:3] == (
        "https://one.example (a mirror, which gets no token)",
        "https://two.example (a mirror, which gets no token)",
    )
    assert "R1_OFFLINE" in hub.settings


def test_sizes_of_what_is_kept(home: Path, tiny_folder: Path) -> None:
    before = {each.path: each.size for each in app.privacy_report().kept}
    assert set(before.values()) == {None}
    model.run(["import", str(tiny_folder), "--id", "mine"])
    after = {each.path: each.size for each in app.privacy_report().kept}
    assert (after[str(home / "data" / "models")] or 0) > 1000


def test_every_model_of_the_catalogue_has_its_contact() -> None:
    from r1_assistant.models.catalog import load_catalog

    said = " ".join(each.when for each in app.privacy_report().contacts)
    assert all(model_id in said for model_id in load_catalog().entries)


def test_every_file_that_the_program_keeps_is_told() -> None:
    """Whoever asks `config.paths` for a folder is one of those that the report knows."""
    source = Path(privacy.__file__).parent.parent
    users = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "import" in line and "config.paths" in line
    }
    assert users == KNOWN_KEEPERS


KNOWN_KEEPERS = {
    "app/devices.py",
    "app/doctor.py",
    "app/models.py",
    "app/privacy.py",
    "app/reviews.py",
    "config/edit.py",
    "config/explain.py",
    "config/log.py",
    "config/settings.py",
    "context/index/process.py",
    "context/index/schema.py",
    "features/review/confidence.py",
    "features/review/custom/measured.py",
    "features/review/suppression/memory.py",
    "features/review/trust.py",
    "lsp/explaining.py",
    "lsp/show.py",
    "models/hf/builder.py",
    "models/machine.py",
    "models/store.py",
    "models/watch.py",
    "models/workshop.py",
}
"""Who is new here keeps something: does `app/privacy.py` tell of it?"""


@pytest.mark.parametrize(
    ("listing", "expected"),
    [
        ("", ("pip's default, the public Python Package Index",)),
        (
            """
            global.index-url='https://me:pw@index.example/simple'
            :env:.index-url='https://other.example/simple'
            global.extra-index-url='file:///a file:///b'
            global.timeout='5'""",
            ("https://other.example/simple", "file:///a", "file:///b"),
        ),
        (
            "global.no-index='true'\nglobal.find-links='/wheels'\nuser.proxy='http://u:p@proxy:80'",
            ("no index (no-index is set)", "/wheels", "through the proxy http://proxy:80"),
        ),
    ],
)
def test_where_pip_looks(listing: str, expected: tuple[str, ...]) -> None:
    assert pip_addresses(listing) == expected


def test_names_and_passwords_are_left_out() -> None:
    assert without_secrets("at https://a:b@c.example/d, http://e@f/") == (
        "at https://c.example/d, http://f/"
    )


def test_the_last_column_wraps_or_goes_below() -> None:
    rows = [("one", "a text that is longer than the rest of the line has room for")]
    assert table(("name", "why"), rows, 40) == [
        "  name  why",
        "  one   a text that is longer than the",
        "        rest of the line has room for",
    ]
    wide = [("a name of more than twenty", "why it goes below")]
    assert table(("name", "why"), wide, 40) == [
        "  name",
        "  a name of more than twenty",
        "      why it goes below",
    ]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_prose_is_wider_than_the_page(width: int) -> None:
    for line in privacy_text(app.privacy_report(), width).splitlines():
        path, _, size = line.strip().partition("  (")
        assert len(line) <= width or " " not in path or size


def test_the_page_is_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for columns, width in (("80", 80), ("10", 40), ("300", 120)):
        monkeypatch.setenv("COLUMNS", columns)
        assert page_width() == width
    assert paragraph("", 40) == [""]
