"""The extension's manifest says what the server knows. With R1_UPDATE_MANIFEST=1 it is put right."""

import json
import os
import re
from pathlib import Path
from typing import Any

from r1_assistant import __version__
from r1_assistant.config.schema import SETTINGS, Layer
from r1_assistant.config.settings import documented_settings

EXTENSION = Path(__file__).parent.parent / "extension"
MANIFEST = EXTENSION / "package.json"
ENGLISH = EXTENSION / "package.nls.json"
OWN = {"r1.server.path", "r1.server.python"}
"""Settings that the extension reads itself."""


def read(file: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return values


def properties() -> dict[str, Any]:
    found: dict[str, Any] = read(MANIFEST)["contributes"]["configuration"]["properties"]
    return found


def expected() -> dict[str, dict[str, Any]]:
    """Give the server's settings as a manifest has them."""
    found = {}
    for each in documented_settings():
        setting = SETTINGS[each.key]
        personal = setting.layers == frozenset({Layer.USER})
        found[f"r1.{each.key}"] = {
            **setting.schema,
            "default": list(each.default) if isinstance(each.default, tuple) else each.default,
            "markdownDescription": f"%r1.{each.key}%",
            "scope": "machine-overridable" if personal else "resource",
        }
    return found


def test_settings_are_those_of_the_server() -> None:
    if os.environ.get("R1_UPDATE_MANIFEST"):
        update()
    assert {key: value for key, value in properties().items() if key not in OWN} == expected()


def test_settings_are_described_as_in_the_server() -> None:
    english = read(ENGLISH)
    for each in documented_settings():
        assert english[f"r1.{each.key}"] == each.description


def test_what_names_a_program_is_the_machines() -> None:
    for key in OWN:
        assert properties()[key]["scope"] == "machine"
    restricted = read(MANIFEST)["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    personal = {f"r1.{key}" for key, one in SETTINGS.items() if Layer.WORKSPACE not in one.layers}
    assert set(restricted) == personal | OWN


def test_each_text_is_there_in_every_language() -> None:
    used = set(re.findall(r'"%([^"%]+)%"', MANIFEST.read_text(encoding="utf-8")))
    assert used
    for file in EXTENSION.glob("package.nls*.json"):
        texts = read(file)
        assert set(texts) == used, file.name
        assert all(texts.values())


def test_each_text_of_the_code_is_translated() -> None:
    used: set[str] = set()
    for file in [*(EXTENSION / "src").glob("*.ts")]:
        text = file.read_text(encoding="utf-8")
        used |= {unquoted(match) for match in re.findall(CALL, text)}
    for file in (EXTENSION / "l10n").glob("bundle.l10n.*.json"):
        texts = read(file)
        assert set(texts) == used, file.name
        for english, other in texts.items():
            assert set(re.findall(r"\{\d\}", english)) == set(re.findall(r"\{\d\}", other)), english


def test_versions_are_the_same() -> None:
    assert read(MANIFEST)["version"] == __version__


CALL = r"""\bt\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
"""A text that is given to `l10n.t`, with its quotation marks."""


def unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def update() -> None:
    manifest, english = read(MANIFEST), read(ENGLISH)
    own = {key: value for key, value in properties().items() if key in OWN}
    manifest["contributes"]["configuration"]["properties"] = own | expected()
    english |= {f"r1.{each.key}": each.description for each in documented_settings()}
    for file, values in ((MANIFEST, manifest), (ENGLISH, english)):
        file.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
