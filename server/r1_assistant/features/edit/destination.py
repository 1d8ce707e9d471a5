"""Where a project's tests go, by the custom of each language. Reads the disk."""

from pathlib import Path, PurePosixPath

from r1_assistant.context.languages import Language
from r1_assistant.features.edit.target import Destination

_MOST_BYTES = 500_000


def destination(root: Path, path: str, language: Language, name: str) -> Destination | None:
    """Tell where tests of what `name` is in a file belong; None where there is no one custom.

    `path` is relative to `root`, with `/` between its parts; so is the result's. `name` is what
    can be imported: the symbol's own name, or that of the outermost one around it.
    """
    source = PurePosixPath(path)
    found = _path(root, source, language.name)
    if found is None:
        return None
    return Destination(str(found), _text(root / found), _access(root, source, language.name, name))


def _path(root: Path, source: PurePosixPath, language: str) -> PurePosixPath | None:
    stem = source.stem
    if language == "python":
        return _folder(root, "tests", "test") / f"test_{stem}.py"
    if language in ("javascript", "typescript", "tsx"):
        beside = source.parent / "__tests__"
        folder = beside if (root / beside).is_dir() else source.parent
        return folder / f"{stem}.test{source.suffix}"
    if language in ("go", "dart"):
        return source.with_name(f"{stem}_test{source.suffix}")
    if language in ("java", "kotlin", "scala"):
        folder = PurePosixPath(str(source.parent).replace("src/main/", "src/test/"))
        return folder / f"{stem}Test{source.suffix}"
    if language == "csharp":
        return source.with_name(f"{stem}Tests.cs")
    if language == "ruby":
        spec = (root / "spec").is_dir()
        return PurePosixPath(f"spec/{stem}_spec.rb" if spec else f"test/{stem}_test.rb")
    return None


def _folder(root: Path, *names: str) -> PurePosixPath:
    """Take the folder that there is, or else the first."""
    return PurePosixPath(next((name for name in names if (root / name).is_dir()), names[0]))


def _text(file: Path) -> str | None:
    """Read a file; None if there is none, "" if nothing can be added to it."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            return ""
        with file.open(encoding="utf-8", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        return ""


def _access(root: Path, source: PurePosixPath, language: str, name: str) -> str:
    if language == "python":
        return f"from {_module(root, source)} import {name}"
    if language in ("javascript", "typescript", "tsx"):
        beside = (root / source.parent / "__tests__").is_dir()
        return f'import {{ {name} }} from "{"../" if beside else "./"}{source.stem}";'
    return ""


def _module(root: Path, source: PurePosixPath) -> str:
    """Name a module from the outermost package on: folders without `__init__.py` are no part."""
    parts = [] if source.stem == "__init__" else [source.stem]
    folder = source.parent
    while folder.name and (root / folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts)
