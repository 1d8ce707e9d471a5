from pathlib import Path

import pytest

from r1_assistant.context.languages import language_of
from r1_assistant.features.edit.destination import destination
from r1_assistant.features.edit.target import Destination


@pytest.mark.parametrize(
    ("there", "path", "expected"),
    [
        ([], "a.py", ("tests/test_a.py", "from a import f")),
        (["test/x.py"], "lib/a.py", ("test/test_a.py", "from a import f")),
        (
            ["src/pkg/__init__.py", "src/pkg/sub/__init__.py"],
            "src/pkg/sub/a.py",
            ("tests/test_a.py", "from pkg.sub.a import f"),
        ),
        (["pkg/__init__.py"], "pkg/__init__.py", ("tests/test___init__.py", "from pkg import f")),
        ([], "src/a.ts", ("src/a.test.ts", 'import { f } from "./a";')),
        (
            ["src/__tests__/b.test.tsx"],
            "src/a.tsx",
            ("src/__tests__/a.test.tsx", 'import { f } from "../a";'),
        ),
        ([], "x/a.go", ("x/a_test.go", "")),
        ([], "src/main/java/x/A.java", ("src/test/java/x/ATest.java", "")),
        ([], "x/A.java", ("x/ATest.java", "")),
        ([], "lib/a.rb", ("test/a_test.rb", "")),
        (["spec/spec_helper.rb"], "lib/a.rb", ("spec/a_spec.rb", "")),
        ([], "A.cs", ("ATests.cs", "")),
    ],
)
def test_customs(tmp_path: Path, there: list[str], path: str, expected: tuple[str, str]) -> None:
    for name in there:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    language = language_of(path)
    assert language is not None
    found = destination(tmp_path, path, language, "f")
    assert found is not None
    assert ((found.path, found.access), found.text) == (expected, None)


def test_what_is_there_is_read(tmp_path: Path) -> None:
    language = language_of("a.go")
    assert language is not None
    (tmp_path / "a_test.go").write_bytes(b"package a\r\n")
    assert destination(tmp_path, "a.go", language, "F") == Destination("a_test.go", "package a\r\n")
    (tmp_path / "a_test.go").write_bytes(b"\xff\xfe")
    assert destination(tmp_path, "a.go", language, "F") == Destination("a_test.go", "")


def test_no_custom(tmp_path: Path) -> None:
    language = language_of("a.rs")
    assert language is not None
    assert destination(tmp_path, "a.rs", language, "f") is None
