"""Which files a package of Go means."""

import re

from r1_assistant.context.resolve.sources import Sources, folder_of

_MODULE = re.compile(r"^module\s+\"?([^\s\"]+)", re.MULTILINE)


def go_files(module: str, path: str, sources: Sources) -> tuple[str, ...]:
    """Find the files in a package's folder: below its go.mod, or else by the path's last parts."""
    own, root = _module_of(path, sources)
    if own and (module == own or module.startswith(f"{own}/")):
        return _in_folder(
            "/".join(part for part in (root, module[len(own) + 1 :]) if part), sources
        )
    parts = module.split("/")
    if "." not in parts[0]:
        return ()  # the standard library
    for first in range(1, len(parts)):
        if found := _in_folder("/".join(parts[first:]), sources):
            return found
    return _in_folder(module, sources) or _below_any(module, path, sources)


def _module_of(path: str, sources: Sources) -> tuple[str, str]:
    """Give the module that a file belongs to, and the folder of its go.mod."""
    folder = folder_of(path)
    while True:
        text = sources.text(f"{folder}/go.mod" if folder else "go.mod")
        if found := _MODULE.search(text):
            return found[1], folder
        if not folder:
            return "", ""
        folder = folder_of(folder)


def _below_any(module: str, path: str, sources: Sources) -> tuple[str, ...]:
    """Find a package in a tree of sources such as GOPATH's, that the file is in as well."""
    folder = folder_of(path)
    while folder:
        if found := _in_folder(f"{folder}/{module}", sources):
            return found
        folder = folder_of(folder)
    return ()


def _in_folder(folder: str, sources: Sources) -> tuple[str, ...]:
    files = sources.folder(folder)
    return tuple(one for one in files if one.endswith(".go") and not one.endswith("_test.go"))
