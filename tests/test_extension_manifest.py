"""The extension's manifest says what the server knows; R1_UPDATE_MANIFEST=1 puts it right."""

import json
import os
import re
from pathlib import Path
from typing import Any

from r1_assistant import __version__
from r1_assistant.config.schema import SETTINGS, Layer
from r1_assistant.config.settings import documented_settings
from r1_assistant.domain.finding import Category

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
    bundles = list((EXTENSION / "l10n").glob("bundle.l10n.*.json"))
    described = {file.name.split(".")[2] for file in EXTENSION.glob("package.nls.*.json")}
    assert bundles
    assert {file.name.split(".")[2] for file in bundles} == described
    used = texts_of_the_code()
    for file in bundles:
        texts = read(file)
        assert set(texts) == used, file.name
        assert list(texts) == sorted(texts), file.name
        for english, other in texts.items():
            assert other.strip(), english
            assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(other)), english


def test_texts_are_found_however_they_are_written() -> None:
    code = r"""
        t('a'); at('c'); l10n.t('it\'s', t('b'));
        t(
          "it's {0}",
          x,
        );
        t(d.e('f')); t('g' + h); t(`i`)
    """
    assert calls(code) == ({"a", "b", "it's", "it's {0}"}, {"d.e", ""})


def test_versions_are_the_same() -> None:
    assert read(MANIFEST)["version"] == __version__


STRING = r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\""""
PLACE = re.compile(r"\{\d\}")
CALL = re.compile(rf"\bt\(\s*(?:({STRING})\s*(?=[,)])|([\w.]*))")
"""What `l10n.t` is given: a text with its quotation marks, or the start of something else."""

TABLES = {
    "shared/entries.ts": r"TEXTS = \[(.*?)^\]",
    "shared/finding.ts": r"\bNAMES: .*? = \{(.*?)\};",
    "installer/problems.ts": r"PROBLEMS = \{(.*?)^\}",
}
"""Texts that are translated elsewhere than where they stand."""
COMPUTED = {"NAMES", "category.replaceAll", "sentence", "button"}
"""What is translated that is no text itself: these tables, and the categories of findings."""


def texts_of_the_code() -> set[str]:
    """Collect the English texts that the extension shows; fails where it can't tell one."""
    folders = ("src", "installer", "shared")
    code = [file.read_text("utf-8") for each in folders for file in (EXTENSION / each).glob("*.ts")]
    texts, computed = calls("\n".join(code))
    assert computed == COMPUTED
    for name, pattern in TABLES.items():
        table = re.search(pattern, (EXTENSION / name).read_text("utf-8"), re.DOTALL | re.MULTILINE)
        assert table, name
        listed = strings(re.sub(r"^\s*//.*", "", table[1], flags=re.MULTILINE))
        assert listed, name
        texts |= listed
    return texts | {category.replace("-", " ") for category in Category}


def calls(code: str) -> tuple[set[str], set[str]]:
    """Give the texts that are translated, and how each begins that is not just a text."""
    found = CALL.findall(code)
    return {unquoted(text) for text, _ in found if text}, {rest for text, rest in found if not text}


def strings(code: str) -> set[str]:
    return {unquoted(text) for text in re.findall(STRING, code)}


def unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def update() -> None:
    manifest, english = read(MANIFEST), read(ENGLISH)
    own = {key: value for key, value in properties().items() if key in OWN}
    manifest["contributes"]["configuration"]["properties"] = own | expected()
    english |= {f"r1.{each.key}": each.description for each in documented_settings()}
    for file, values in ((MANIFEST, manifest), (ENGLISH, english)):
        file.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
