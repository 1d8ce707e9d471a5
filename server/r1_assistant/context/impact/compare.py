"""Which definitions a change touched, and what became of each."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from r1_assistant.context.brackets import closing
from r1_assistant.context.impact.fit import Shape
from r1_assistant.context.impact.records import of_dataclass
from r1_assistant.context.impact.report import Changed, ChangeKind
from r1_assistant.context.impact.sides import Side
from r1_assistant.context.imports import imports
from r1_assistant.context.parameters import Parameter, parameters, takes_receiver
from r1_assistant.context.symbols import Symbol, symbols
from r1_assistant.context.syntax import SyntaxTree
from r1_assistant.domain.change import FileChange

Key = tuple[str, str, str]
"""Path, container and name."""

_SAME = 0.6
"""How much of a definition's text remains, from 0 to 1, in one that only has another name."""
_COMPARED = 4000
"""Code points of a text that are compared."""
_COMMENTS = re.compile(r"#[^\n]*|//[^\n]*|/\*.*?\*/", re.DOTALL)
_HOOKS = {"__getattr__", "__getattribute__", "method_missing", "__call", "__get"}
"""What gives names that are nowhere defined."""


@dataclass(frozen=True)
class Difference:
    """A definition that is not what it was: where it was, and how it could and can be called."""

    changed: Changed
    key: Key
    language: str
    kind: str
    old: tuple[Shape, ...]
    new: tuple[Shape, ...]


@dataclass
class _Definitions:
    """The definitions of a side of the change, by key; several of one key are overloads."""

    by_key: dict[Key, list[Symbol]] = field(default_factory=dict)
    trees: dict[str, SyntaxTree] = field(default_factory=dict)

    def add(self, path: str, tree: SyntaxTree) -> None:
        self.trees[path] = tree
        for symbol in symbols(tree):
            self.by_key.setdefault((path, symbol.container, symbol.name), []).append(symbol)

    def text(self, key: Key) -> str:
        tree = self.trees[key[0]]
        return "\n".join(tree.text[each.start : each.end] for each in self.by_key[key])


def differences(files: list[FileChange], old: Side, new: Side) -> tuple[Difference, ...]:
    """Compare both sides of the files of a change whose texts are known."""
    before, after = _Definitions(), _Definitions()
    for file in files:
        if (tree := old.tree(file.old_path)) is not None:
            before.add(file.old_path, tree)
        if (tree := new.tree(file.path)) is not None:
            after.add(file.path, tree)
    return tuple(_Comparison(files, before, after).run())


class _Comparison:
    """Goes through the old definitions, outer ones first, and finds each again."""

    def __init__(self, files: list[FileChange], old: _Definitions, new: _Definitions) -> None:
        self._old, self._new = old, new
        self._paths = {file.old_path: file.path for file in files}
        self._homes: dict[tuple[str, str], tuple[str, str]] = {}
        self._left = set(new.by_key)
        self._containers = {(path, container) for path, container, _ in old.by_key}

    def run(self) -> Iterator[Difference]:
        """Give what differs."""
        by_depth: dict[int, list[Key]] = {}
        for key in self._old.by_key:
            by_depth.setdefault(_depth(key), []).append(key)
        for depth in sorted(by_depth):
            yield from self._level(by_depth[depth])

    def _level(self, keys: list[Key]) -> Iterator[Difference]:
        gone = []
        for key in keys:
            home = self._home(key)
            if home is None:
                continue
            same = (*home, key[2])
            if same in self._new.by_key:
                self._left.discard(same)
                yield from self._found(key, same)
            else:
                gone.append(key)
        for key in gone:
            home = self._home(key)
            if home is None:
                continue
            again = self._elsewhere(key, home)
            bound = self._still_bound(key, home)
            if again is not None and (again[2] == key[2] or not bound):
                self._left.discard(again)
                yield from self._found(key, again)
            elif not bound:
                yield self._difference(key, None, ChangeKind.REMOVED)

    def _home(self, key: Key) -> tuple[str, str] | None:
        """Tell where what a definition was in is now; None if that is gone itself."""
        path, container, _ = key
        if not container or (path, container) in self._homes:
            return self._homes.get((path, container), (self._paths[path], container))
        outer, _, name = container.rpartition(".")
        known = (path, outer, name) in self._old.by_key
        return None if known else (self._paths[path], container)

    def _elsewhere(self, key: Key, home: tuple[str, str]) -> Key | None:
        """Find what is gone under another name in its place, or under its name elsewhere."""
        _, container, name = key
        kind = self._old.by_key[key][0].kind
        candidates = [
            other
            for other in sorted(self._left)
            if self._new.by_key[other][0].kind == kind
            and ((other[:2] == home) or (not container and not other[1] and other[2] == name))
        ]
        scored = [(self._likeness(key, other), other) for other in candidates]
        best = max(scored, default=None)
        return best[1] if best is not None and best[0] >= _SAME else None

    def _likeness(self, old: Key, new: Key) -> float:
        one = self._old.text(old)[:_COMPARED]
        other = self._new.text(new)[:_COMPARED].replace(new[2], old[2])
        if new[2].startswith("__"):
            return 0.0  # what the language itself calls
        if one == other:
            return 1.0
        matcher = difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False)
        return matcher.ratio() if matcher.quick_ratio() >= _SAME else 0.0

    def _still_bound(self, key: Key, home: tuple[str, str]) -> bool:
        """Tell whether a name that is not defined any more can still be used as before."""
        path, container = home
        tree = self._new.trees.get(path)
        if tree is None:
            return False
        if any((*home, hook) in self._new.by_key for hook in _HOOKS):
            return True
        return _is_assigned(tree, key[2]) if container else binds(tree, key[2])

    def _found(self, key: Key, now: Key) -> Iterator[Difference]:
        self._homes[key[0], _inner(key)] = (now[0], _inner(now))
        moved = not key[1] and now[0] != key[0]
        if moved and not self._still_bound(key, (self._paths[key[0]], "")):
            yield self._difference(key, now, ChangeKind.MOVED)
        elif now[2] != key[2]:
            yield self._difference(key, now, ChangeKind.RENAMED)
        elif _shapes(self._old, key) != _shapes(self._new, now):
            yield self._difference(key, now, ChangeKind.SIGNATURE)
        elif not self._has_members(key) and self._old.text(key) != self._new.text(now):
            yield self._difference(key, now, ChangeKind.BODY)

    def _has_members(self, key: Key) -> bool:
        """Tell whether a change within a definition is one of its members' rather than its own."""
        return (key[0], _inner(key)) in self._containers

    def _difference(self, key: Key, now: Key | None, kind: ChangeKind) -> Difference:
        old = self._old.by_key[key]
        new = self._new.by_key[now] if now is not None else []
        stands = kind in (ChangeKind.SIGNATURE, ChangeKind.BODY) and now is not None
        place = self._new if stands else self._old
        here = now if stands and now is not None else key
        symbol = self._differing(key, now) if stands and now is not None else old[0]
        tree = place.trees[here[0]]
        changed = Changed(
            kind,
            key[2],
            key[1],
            here[0],
            symbol.line,
            _last_line_of_signature(tree, symbol),
            old[0].signature,
            new[0].signature if new else "",
            _now(kind, now),
        )
        language = self._old.trees[key[0]].language.name
        shapes = _shapes(self._new, now) if now is not None else ()
        return Difference(changed, key, language, old[0].kind, _shapes(self._old, key), shapes)

    def _differing(self, key: Key, now: Key) -> Symbol:
        """Give the first of a name's definitions whose signature is new."""
        known = {symbol.signature for symbol in self._old.by_key[key]}
        new = self._new.by_key[now]
        return next((symbol for symbol in new if symbol.signature not in known), new[0])


def binds(tree: SyntaxTree, name: str) -> bool:
    """Tell whether a file's top level gives a name that it takes from elsewhere."""
    return any(one.alias == name or one.name == "*" for one in imports(tree))


def _is_assigned(tree: SyntaxTree, name: str) -> bool:
    """Tell whether a file gives objects an attribute of this name."""
    attribute = rf"(?:\b(?:self|cls|this)\.|@){re.escape(name)}\b\s*(?::[^=\n]+)?=(?!=)"
    return re.search(attribute, tree.text) is not None


def _shapes(definitions: _Definitions, key: Key) -> tuple[Shape, ...]:
    """Give every way in which a name can be called; none if one of them can't be told."""
    tree = definitions.trees[key[0]]
    language = tree.language.name
    found = []
    for symbol in definitions.by_key[key]:
        signature = _whole_signature(tree, symbol)
        taken = parameters(signature, language, symbol.kind)
        if taken is None and symbol.kind == "class" and language == "python":
            taken = _of_record(definitions, key, symbol)
        if taken is None:
            return ()
        found.append(Shape(taken, takes_receiver(signature, language, symbol.kind)))
    return tuple(found)


def _of_record(definitions: _Definitions, key: Key, symbol: Symbol) -> tuple[Parameter, ...] | None:
    within = key[0], _inner(key)
    if (*within, "__init__") in definitions.by_key:
        return None
    fields = [
        each
        for other, found in definitions.by_key.items()
        for each in found
        if other[:2] == within and each.kind == "field"
    ]
    return of_dataclass(symbol, fields)


def _whole_signature(tree: SyntaxTree, symbol: Symbol) -> str:
    """Give a signature that was not shortened, as far as its brackets go."""
    if not symbol.signature.endswith("…"):
        return symbol.signature
    head = tree.text[symbol.start : symbol.name_end]
    rest = _COMMENTS.sub("", tree.text[symbol.name_end : symbol.end])
    start = rest.find("(")
    end = closing(rest, start, angles=False) if start >= 0 else None
    return symbol.signature if end is None else head + " ".join(rest[: end + 1].split())


def _last_line_of_signature(tree: SyntaxTree, symbol: Symbol) -> int:
    if symbol.kind == "class":
        return symbol.end_line  # what it takes may be its fields
    start = tree.text.find("(", symbol.name_end, symbol.name_end + 80)
    end = closing(tree.text, start, angles=False) if start >= 0 else None
    last = symbol.name_end if end is None else min(end, symbol.end)
    return symbol.line + tree.text.count("\n", symbol.name_end, last)


def _now(kind: ChangeKind, now: Key | None) -> str:
    if now is None:
        return ""
    return {ChangeKind.RENAMED: now[2], ChangeKind.MOVED: now[0]}.get(kind, "")


def _inner(key: Key) -> str:
    return f"{key[1]}.{key[2]}" if key[1] else key[2]


def _depth(key: Key) -> int:
    return key[1].count(".") + 1 if key[1] else 0
