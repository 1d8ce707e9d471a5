import pytest

from r1_assistant.context.languages import (
    LANGUAGES,
    any_language_of,
    language_for_id,
    language_of,
)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("package.json", "json"),
        (".github/workflows/ci.yml", "yaml"),
        ("pyproject.toml", "toml"),
        ("index.html", "html"),
        ("a/b.css", "css"),
        ("README.md", "markdown"),
    ],
)
def test_data_and_documents_are_no_source_code(path: str, name: str) -> None:
    found = any_language_of(path)
    assert found
    assert found.name == name
    assert language_of(path) is None


@pytest.mark.parametrize(
    ("language_id", "name"),
    [
        ("python", "python"),
        ("typescriptreact", "tsx"),
        ("javascriptreact", "javascript"),
        ("shellscript", "bash"),
        ("csharp", "csharp"),
        ("jsonc", "json"),
        ("plaintext", None),
        ("", None),
    ],
)
def test_the_ids_of_editors(language_id: str, name: str | None) -> None:
    found = language_for_id(language_id)
    assert (found.name if found else None) == name


def test_code_is_found_both_ways() -> None:
    assert language_of("a.kt") is any_language_of("a.kt") is language_for_id("kotlin")
    assert any_language_of("bin/run", "#!/usr/bin/env node") is language_of("a.js")


def test_names_are_unique_and_seventeen_languages_have_symbols() -> None:
    assert len({language.name for language in LANGUAGES}) == len(LANGUAGES)
    assert sum(language.symbols for language in LANGUAGES) == 17
    assert all(language.grammar and language.code for language in LANGUAGES if language.symbols)
