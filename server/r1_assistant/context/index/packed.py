"""All that is known of a file as one line of text, and the names that it is found by."""

import json
from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from r1_assistant.context.facts import Definition, FileFacts, Import, stems_of
from r1_assistant.context.index.packing import CALLED_OFTEN, IMPORTED
from r1_assistant.context.index.schema import KINDS, folder_key, key_of, stem_key

_LONGEST_DOC = 160
_COLUMNS, _LINES = 11, 2
_NAME = "\1"
"""Stands in a signature for the definition's own name."""

_LETTERS = {kind: chr(ord("a") + number) for number, kind in enumerate(KINDS)}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_RANKS = {kind: min(number // 4, 3) for number, kind in enumerate(KINDS)}
"""Kinds of which all are asked for before the others; only their order counts."""

_USUAL = (
    '"description","options","message","key","index","request","response","error","value","name",'
    '["os"],["re"],["sys"],["json"],["time"],["path"],["fmt"],["react"],"import ","export const '
    "public static final private protected readonly override void string: number: boolean: any): "
    '"export default function \1(","export interface \1","export class \1 extends ",'
    '"async def \1(self","def \1(request","def \1(*args, **kwargs)","class \1(TestCase)",'
    '"@property\\ndef \1(self)","@classmethod\\ndef \1(cls, ","@staticmethod\\ndef \1(",'
    '"func \1(t *testing.T)","type \1 struct","pub fn \1(&self) -> ","impl ","const \1","let \1",'
    '"assertEqual","assertTrue","append","format","isinstance","len","str","get","join","super",'
    '"Return the ","Returns ","Test ","Create a ","__init__","setUp","test_","from_","is_","get_",'
    '["typing","Any","Any",["unittest","TestCase","TestCase",["collections.abc","",""'
    '","def \1(self)","def \1(self, ","","","","","","","","",[1,1,1,1],[],[],[],[],[],[]'
    ',0,0,0,0,0,1,1,1,1,1,2,2,2,2,3,3,3,3,3,0,0,0,0,0,0,0],["","'
)
"""What many files have in common, the most common last, so that small ones get smaller, too."""

DICTIONARY = _USUAL.encode()


Keys = tuple[tuple[int, int, int], ...]
"""By which names a file is found: the key, what the name is there, and the number of calls."""


def keys_of(facts: FileFacts) -> Keys:
    """Give the keys of a file's names; of a name's definitions the first rank counts."""
    ranks: dict[str, int] = {}
    for definition in facts.definitions:
        rank = _RANKS[definition.kind]
        ranks[definition.name] = min(rank, ranks.get(definition.name, rank))
    calls = {one.name: 0 for one in facts.imports if one.name not in ("", "*")}
    calls |= {name: len(lines) for name, lines in facts.calls.items()}
    return (
        *((key_of(name), rank, 0) for name, rank in ranks.items()),
        *(
            (key_of(name), min(IMPORTED + count, CALLED_OFTEN), count)
            for name, count in calls.items()
        ),
    )


def keys_of_path(path: str) -> Keys:
    """Give the keys of a file's folder and stems."""
    of_path = (folder_key(path.rpartition("/")[0]), *map(stem_key, sorted(stems_of(path))))
    return tuple((key, 0, 0) for key in of_path)


def packed(facts: FileFacts) -> str:
    """Write what is known of a file, but for its path and language; comments are shortened."""
    found = facts.definitions
    if not (found or facts.imports or facts.calls):
        return ""
    containers = list(dict.fromkeys(one.container for one in found))
    number_of = {container: number for number, container in enumerate(containers)}
    columns = [
        [one.name for one in found],
        "".join(_LETTERS[one.kind] for one in found),
        _differences(one.line for one in found),
        [one.end_line - one.line for one in found],
        [number_of[one.container] for one in found],
        containers,
        [one.signature.replace(_NAME, " ").replace(one.name, _NAME, 1) for one in found],
        [_first_paragraph(one.doc) for one in found],
        list(facts.calls),
        [_differences(lines) for lines in facts.calls.values()],
        [[one.module, one.name, one.alias, one.line] for one in facts.imports],
    ]
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


class Unpacked:
    """What was written of a file, of which only what is asked for is made into facts.

    `size` is the length of the text. Raises ValueError for what is none.
    """

    def __init__(self, text: str, path: str, language: str) -> None:
        self.path = path
        self.language = language
        self.size = len(text)
        self._columns: list[Any] = [[], "", [], [], [], [], [], [], [], [], []]
        if not text:
            return
        self._columns = json.loads(text)
        if len(self._columns) != _COLUMNS:
            raise ValueError("columns are missing")
        self._columns[_LINES] = list(accumulate(self._columns[_LINES]))

    def named(self, name: str) -> list[Definition]:
        """Give the definitions of a name."""
        names = self._columns[0]
        return [self._definition(at) for at, one in enumerate(names) if one == name]

    def calls(self, name: str) -> tuple[int, ...]:
        """Give the lines where a name is called."""
        *_, names, lines, _ = self._columns
        return tuple(accumulate(lines[names.index(name)])) if name in names else ()

    def facts(self) -> FileFacts:
        """Give all that is known of the file."""
        *_, calls, called, taken = self._columns
        return FileFacts(
            self.path,
            self.language,
            tuple(map(self._definition, range(len(self._columns[0])))),
            tuple(Import(*one) for one in taken),
            {name: tuple(accumulate(at)) for name, at in zip(calls, called, strict=True)},
        )

    def _definition(self, at: int) -> Definition:
        names, kinds, lines, spans, numbers, containers, signatures, docs, *_ = self._columns
        name, line = names[at], lines[at]
        return Definition(
            *(self.path, name, line, line + spans[at], _KINDS[kinds[at]], containers[numbers[at]]),
            *(signatures[at].replace(_NAME, name, 1), docs[at]),
        )


def _differences(numbers: Iterable[int]) -> list[int]:
    last = 0
    found = []
    for number in numbers:
        found.append(number - last)
        last = number
    return found


def _first_paragraph(doc: str) -> str:
    doc, _, _ = doc.partition("\n\n")
    if len(doc) > _LONGEST_DOC:
        doc = f"{doc[: _LONGEST_DOC - 1].rstrip()}…"
    return doc
