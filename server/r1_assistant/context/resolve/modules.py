"""Which files of a workspace a module means, as it is written in an import."""

import posixpath
from collections.abc import Callable, Iterable

from r1_assistant.context.resolve.go_modules import go_files
from r1_assistant.context.resolve.rust_modules import rust_files
from r1_assistant.context.resolve.script_modules import script_files
from r1_assistant.context.resolve.sources import Sources, folder_of
from r1_assistant.context.resolve.things import Module

_PYTHON = ("py", "pyi")
_ENDS = (".py", "/__init__.py", ".pyi", "/__init__.pyi")


def files_of(module: str, path: str, language: str, sources: Sources) -> tuple[str, ...]:
    """Find the files of a module that is imported in the file `path`; none if it lies outside.

    A package of several files, as in Go, has them all.
    """
    find = _FINDERS.get(language)
    if find is None or not module:
        return ()
    known = sources.modules
    if (module, path) not in known:
        known[module, path] = find(module, path, sources)
    return known[module, path]


def joined(module: str, name: str, language: str) -> str:
    """Give a module's sub-module as it would be written."""
    mark = _SEPARATORS.get(language, ".")
    return f"{module}{name}" if module.endswith(mark) or not module else f"{module}{mark}{name}"


def parts_of(module: str, language: str) -> list[str]:
    """Give the parts of a module's name."""
    return [part for part in module.split(_SEPARATORS.get(language, ".")) if part]


def with_tail(paths: Iterable[str], tail: str) -> list[str]:
    """Choose the paths whose last parts are these."""
    return [path for path in paths if path == tail or path.endswith(f"/{tail}")]


def is_outside(module: Module, language: str, sources: Sources) -> bool:
    """Tell whether nothing in the workspace has the module's first name."""
    if module.paths or module.spec.startswith((".", "@/", "~", "#", "crate", "self", "super")):
        return False
    if language == "go":
        return "." not in module.spec.partition("/")[0] or not module.paths
    first = parts_of(module.spec, language)[:1]
    if not first:
        return False
    if language in ("c", "cpp", "lua", "ruby", "bash"):
        return not sources.paths_of(posixpath.splitext(posixpath.basename(module.spec))[0])
    return not files_of(first[0], module.origin, language, sources)


def _python(module: str, path: str, sources: Sources) -> tuple[str, ...]:
    name = module.lstrip(".")
    parts = name.split(".") if name else []
    if module.startswith("."):
        folder = folder_of(path)
        for _ in range(len(module) - len(name) - 1):
            folder = folder_of(folder)
        return _existing(posixpath.join(folder, *parts), sources)
    tails = [f"{'/'.join(parts)}{end}" for end in _ENDS]
    known = sources.paths_of(parts[-1])
    found = [
        (one, one[: -len(tail)].rstrip("/")) for tail in tails for one in with_tail(known, tail)
    ]
    roots = [(one, root) for one, root in found if not _is_package(root, sources)]
    roots.sort(key=lambda place: -len(posixpath.commonprefix([place[0], path])))
    return (roots[0][0],) if roots else ()


def _existing(target: str, sources: Sources) -> tuple[str, ...]:
    """Give the file of a module, or that of its package."""
    names = (f"{target}{end}.{suffix}" for suffix in _PYTHON for end in ("", "/__init__"))
    for one in names:
        one = one.lstrip("/")
        if one in sources.paths_of(posixpath.basename(target) or "__init__"):
            return (one,)
    return ()


def _is_package(folder: str, sources: Sources) -> bool:
    """Tell whether a folder belongs to a package, so that no module's name begins below it."""
    known = sources.paths_of(posixpath.basename(folder))
    return bool(folder) and f"{folder}/__init__.py" in known


def _c(module: str, path: str, sources: Sources) -> tuple[str, ...]:
    stem = posixpath.splitext(posixpath.basename(module))[0]
    known = sources.paths_of(stem)
    beside = posixpath.normpath(posixpath.join(folder_of(path), module))
    if beside in known:
        return (beside,)
    return tuple(with_tail(known, posixpath.normpath(module).removeprefix("../"))[:3])


def _by_suffix(*suffixes: str) -> Callable[[str, str, Sources], tuple[str, ...]]:
    def find(module: str, path: str, sources: Sources) -> tuple[str, ...]:
        target = posixpath.splitext(module)[0] if module.endswith(suffixes) else module
        known = sources.paths_of(posixpath.basename(target))
        beside = posixpath.normpath(posixpath.join(folder_of(path), target))
        tail = posixpath.normpath(target).lstrip("./")
        for wanted in (beside, tail):
            for suffix in ("", *suffixes):
                if found := with_tail(known, wanted + suffix):
                    return (found[0],)
        return ()

    return find


def _lua(module: str, path: str, sources: Sources) -> tuple[str, ...]:
    return _by_suffix(".lua", "/init.lua")(module.replace(".", "/"), path, sources) or tuple(
        with_tail(sources.paths_of("init"), f"{module.replace('.', '/')}/init.lua")[:1]
    )


def _packaged(module: str, path: str, sources: Sources) -> tuple[str, ...]:
    """Find the file of a class by its package's folders: `a.b.C` is a/b/C.java."""
    parts = module.replace("\\", ".").split(".")
    for many in range(len(parts), 0, -1):
        tail = "/".join(parts[-many:])
        found = [one for one in sources.paths_of(parts[-1]) if _without_suffix(one, tail)]
        if found and (many > 1 or len(parts) == 1):
            return (found[0],)
    return ()


def _without_suffix(path: str, tail: str) -> bool:
    path = posixpath.splitext(path)[0]
    return path == tail or path.endswith(f"/{tail}")


def _php(module: str, path: str, sources: Sources) -> tuple[str, ...]:
    if module.endswith(".php"):
        return _by_suffix(".php")(module, path, sources)
    return _packaged(module, path, sources)


_SEPARATORS = {"rust": "::", "cpp": "::", "php": "\\", "javascript": "/", "typescript": "/"} | {
    "tsx": "/",
    "go": "/",
}
_FINDERS: dict[str, Callable[[str, str, Sources], tuple[str, ...]]] = {
    "python": _python,
    "javascript": script_files,
    "typescript": script_files,
    "tsx": script_files,
    "go": go_files,
    "rust": rust_files,
    "c": _c,
    "cpp": _c,
    "ruby": _by_suffix(".rb"),
    "lua": _lua,
    "bash": _by_suffix(".sh", ".bash"),
    "java": _packaged,
    "kotlin": _packaged,
    "scala": _packaged,
    "csharp": _packaged,
    "php": _php,
}
