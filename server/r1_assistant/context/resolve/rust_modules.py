"""Which file a path of Rust's modules means."""

import posixpath

from r1_assistant.context.resolve.sources import Sources, folder_of, stem_of

_ROOTS = ("lib.rs", "main.rs")


def rust_files(module: str, path: str, sources: Sources) -> tuple[str, ...]:
    """Find the file of the longest part of a path; what remains is defined within it."""
    parts = [part for part in module.split("::") if part]
    if not parts:
        return ()
    base, rest = _base(parts, path, sources)
    if base is None:
        return ()
    for many in range(len(rest), -1, -1):
        if found := _file(base, rest[:many], sources):
            return (found,)
    return ()


def _base(parts: list[str], path: str, sources: Sources) -> tuple[str | None, list[str]]:
    """Give the folder that a path begins in, and what remains of it."""
    first = parts[0]
    if first == "crate":
        return _crate(path, sources), parts[1:]
    if first in ("self", "super"):
        folder = _own_folder(path)
        while parts and parts[0] in ("self", "super"):
            folder = folder_of(folder) if parts[0] == "super" else folder
            parts = parts[1:]
        return folder, parts
    own = _own_folder(path)
    if _file(own, parts[:1], sources):
        return own, parts
    names = {first, first.replace("_", "-")}
    for root in sources.paths_of("lib"):
        folder = folder_of(root)
        package = folder_of(folder) if posixpath.basename(folder) == "src" else folder
        if posixpath.basename(package) in names:
            return folder, parts[1:]
    return None, []


def _own_folder(path: str) -> str:
    """Give the folder in which a file's own modules are."""
    folder = folder_of(path)
    stem = stem_of(path)
    return folder if stem in ("mod", "lib", "main") else posixpath.join(folder, stem)


def _crate(path: str, sources: Sources) -> str | None:
    folder = folder_of(path)
    while True:
        if any(posixpath.basename(one) in _ROOTS for one in sources.folder(folder)):
            return folder
        if not folder:
            return None
        folder = folder_of(folder)


def _file(base: str, parts: list[str], sources: Sources) -> str:
    target = posixpath.join(base, *parts)
    own = [posixpath.join(base, name) for name in (*_ROOTS, "mod.rs")] + [f"{base}.rs"]
    for one in own if not parts else (f"{target}.rs", f"{target}/mod.rs"):
        if sources.exists(one):
            return one
    return ""
