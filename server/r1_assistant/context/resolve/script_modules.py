"""Which files a module of JavaScript or TypeScript means."""

import posixpath
import re

from r1_assistant.context.resolve.sources import Sources, folder_of, stem_of

_SUFFIXES = (".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_WRITTEN = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx")
_NAME = re.compile(r"\"name\"\s*:\s*\"([^\"]+)\"")
_INNER = ("", "src", "lib", "source")
"""Where a package of a workspace has its sources."""


def script_files(module: str, path: str, sources: Sources) -> tuple[str, ...]:
    """Find a relative module, one behind an alias such as `@/`, or a package of the workspace."""
    if module.startswith("."):
        target = posixpath.normpath(posixpath.join(folder_of(path), module))
        return _beside("" if target == "." else target, sources)
    parts = [part for part in module.split("/") if part]
    if not parts:
        return ()
    if parts[0] in ("@", "~", "#", "src") or parts[0].startswith(("#", "~")):
        return _by_tail(parts[1:], "", sources)
    if own := _own_package(module, path, sources):
        return own
    if parts[0].startswith("@") and len(parts) > 1:
        parts = parts[1:]
    return _package(parts[0], parts[1:], sources) or (
        _by_tail(parts, "", sources) if len(parts) > 1 else ()
    )


def _beside(target: str, sources: Sources) -> tuple[str, ...]:
    """Find a file by its path, with or without its suffix, or a folder's index."""
    bases = [target, *(target.removesuffix(s) for s in _WRITTEN if target.endswith(s))]
    if target and any(target.endswith(s) for s in _SUFFIXES) and sources.exists(target):
        return (target,)
    for base in bases:
        for one in _candidates(base):
            if sources.exists(one):
                return (one,)
    return ()


def _candidates(base: str) -> list[str]:
    index = f"{base}/index" if base else "index"
    files = [f"{base}{suffix}" for suffix in _SUFFIXES] if base else []
    return [*files, *(f"{index}{suffix}" for suffix in _SUFFIXES)]


def _own_package(module: str, path: str, sources: Sources) -> tuple[str, ...]:
    """Find a module of the package that the file is in, called by the package's name."""
    folder = folder_of(path)
    while True:
        found = _NAME.search(sources.text(posixpath.join(folder, "package.json")))
        if found and (module == found[1] or module.startswith(f"{found[1]}/")):
            return _entry(folder, found[1], module[len(found[1]) + 1 :], sources)
        if not folder:
            return ()
        folder = folder_of(folder)


def _entry(folder: str, name: str, rest: str, sources: Sources) -> tuple[str, ...]:
    """Find a package's module, or its first one: an index, or a source called like the package."""
    for inner in _INNER:
        below = posixpath.join(folder, inner)
        if found := _beside(posixpath.join(below, rest) if rest else below, sources):
            return found
        called = posixpath.basename(name).lower()
        for one in () if rest else sources.folder(below):
            if stem_of(one).lower() == called:
                return (one,)
    return ()


def _by_tail(parts: list[str], within: str, sources: Sources) -> tuple[str, ...]:
    """Find a file by its path's last parts, below a folder of a name if one is given."""
    if not parts:
        return ()
    tails = {f"/{one}" for one in _candidates(_bare("/".join(parts)))}
    stem = posixpath.basename(_bare(parts[-1]))
    for path in (*sources.paths_of(stem), *sources.paths_of(f"{stem}.d")):
        rooted = f"/{path}"
        tail = next((tail for tail in tails if rooted.endswith(tail)), None)
        if tail is not None and (not within or f"/{within}/" in rooted[: -len(tail) + 1]):
            return (path,)
    return ()


def _package(name: str, rest: list[str], sources: Sources) -> tuple[str, ...]:
    if rest:
        return _by_tail(rest, name, sources)
    for inner in _INNER:
        tail = f"{name}/{inner}".rstrip("/")
        for path in sources.paths_of(inner or name):
            if posixpath.basename(path).startswith("index.") and (
                folder_of(path) == tail or folder_of(path).endswith(f"/{tail}")
            ):
                return (path,)
    return ()


def _bare(name: str) -> str:
    return next((name.removesuffix(s) for s in _WRITTEN if name.endswith(s)), name)
