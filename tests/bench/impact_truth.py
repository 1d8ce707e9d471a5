"""Signature changes planted in Python repositories, and the places that each breaks.

Jedi tells for every place with the function's name whether it means the function.
"""

import ast
import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path

from bench import jedi_truth, planting
from bench.corpora import CORPORA, Corpus, cache, repository
from bench.jedi_truth import line_and_column, read
from bench.planting import KINDS, Function, Kind, Planted, breaks, functions, plant
from bench.sites import is_test
from bench.truth import sources
from bench.workers import Worker

SEED = 11
FEWEST, MOST = 2, 60
"""Places with the function's name, besides its own definition."""

Place = tuple[str, int]
"""A file and a line, which counts from 1."""


@dataclass(frozen=True, slots=True)
class Case:
    """A planted change: the file's new text, and the places known to break and known to fit.

    `undecided` are those that jedi can't tell anything of, or whose arguments it can't count.
    """

    corpus: str
    path: str
    name: str
    kind: Kind
    new_text: str
    broken: tuple[Place, ...]
    fitting: tuple[Place, ...]
    undecided: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A function to change, or a method of the class `owner`."""

    path: str
    function: Function
    owner: str

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.path, self.function.lineno

    def is_meant(self, path: str | None, line: int, _: str, full_name: str) -> bool:
        """Tell whether what jedi found is this; in its own stubs it is found by name."""
        module = self.path.removesuffix(".py").removesuffix("/__init__").removeprefix("src/")
        parts = (*module.split("/"), self.owner, self.function.name)
        own = ".".join(part for part in parts if part)
        return (path, line) == self.place or (path is None and full_name == own)


def cases(count: int) -> list[Case]:
    """Give so many changes, of the Python repositories in turn; they are looked for once."""
    corpora = [corpus for corpus in CORPORA if corpus.language == "python"]
    shares = [count // len(corpora) + (at < count % len(corpora)) for at in range(len(corpora))]
    return [
        case
        for corpus, share in zip(corpora, shares, strict=True)
        for case in _known(corpus, share)
    ]


def _known(corpus: Corpus, count: int) -> list[Case]:
    code = b"".join(Path(m.__file__ or "").read_bytes() for m in (jedi_truth, planting))
    code += Path(__file__).read_bytes() + corpus.sha256.encode()
    key = hashlib.sha256(code).hexdigest()[:16]
    file = cache() / "truth" / f"impact-{corpus.name}-{key}.json"
    known = json.loads(file.read_text("utf-8")) if file.exists() else {"asked": 0, "cases": []}
    if known["asked"] < count:
        known = {"asked": count, "cases": [asdict(case) for case in _look(corpus, count)]}
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(known), encoding="utf-8")
    return [_case(each) for each in known["cases"][:count]]


def _case(fields: dict[str, object]) -> Case:
    for name in ("broken", "fitting", "undecided"):
        fields[name] = tuple((path, line) for path, line in fields[name])  # type: ignore[attr-defined]
    return Case(**fields)  # type: ignore[arg-type]


def _look(corpus: Corpus, count: int) -> list[Case]:
    root = repository(corpus)
    texts = {path: read(root / path) for path in sources(corpus)}
    found: list[Case] = []
    start = 2 * [one.name for one in CORPORA].index(corpus.name)
    kinds = cycle(KINDS[start:] + KINDS[:start])  # so that few changes are of many kinds
    kind = next(kinds)
    with jedi_truth.worker(root) as jedi:
        for target in _functions(texts):
            planted = plant(texts[target.path], target.function, kind, bool(target.owner))
            if planted is None or not _parses(planted.text):
                continue
            case = _judged(corpus, texts, target, kind, planted, jedi)
            if case is not None and case.broken:
                found.append(case)
                kind = next(kinds)
            if len(found) == count:
                break
    return found


def _functions(texts: dict[str, str]) -> Iterator[Target]:
    """Give the functions to change, in an order of chance."""
    all_of_them = [
        Target(path, function, owner)
        for path, text in sorted(texts.items())
        if not is_test(path) and _parses(text)
        for function, owner in functions(ast.parse(text))
    ]
    random.Random(SEED).shuffle(all_of_them)
    yield from all_of_them


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _judged(
    corpus: Corpus,
    texts: dict[str, str],
    target: Target,
    kind: Kind,
    planted: Planted,
    jedi: Worker,
) -> Case | None:
    """Sort all places with the function's name; None if there are too few or too many."""
    places = list(_places(texts, target.function.name))
    if not FEWEST <= len(places) - 1 <= MOST:
        return None
    asked = [[where, *line_and_column(texts[where], at)] for where, at in places]
    sorted_out: dict[bool | None, list[Place]] = {True: [], False: [], None: []}
    for (where, at), meant in zip(places, jedi.ask(ask="goto", places=asked), strict=True):
        line = line_and_column(texts[where], at)[0]
        if (where, line) == target.place:
            continue
        if any(target.is_meant(*each) for each in meant):
            verdict = _verdict(texts[where], line, at, bool(target.owner), planted)
        elif meant:
            verdict = False
        else:
            verdict = None
        sorted_out[verdict].append((where, line))
    broken, fitting, undecided = (tuple(sorted_out[each]) for each in (True, False, None))
    return Case(
        corpus.name,
        target.path,
        target.function.name,
        kind,
        planted.text,
        broken,
        fitting,
        undecided,
    )


def _places(texts: dict[str, str], name: str) -> Iterator[tuple[str, int]]:
    word = re.compile(rf"\b{name}\b")
    for path, text in texts.items():
        if name in text:
            yield from ((path, match.start()) for match in word.finditer(text))


def _verdict(text: str, line: int, at: int, method: bool, planted: Planted) -> bool | None:
    """Tell whether a place that means the function breaks; None if that is not sure."""
    if planted.is_gone:
        return True
    call = _call_at(text, line, at)
    if call is None:
        return False  # it is only named: imported, or handed on
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if method and (receiver is None or _is_class(receiver)):
        return None
    return breaks(planted, call, bound=method)


def _is_class(receiver: ast.expr) -> bool:
    name = ast.unparse(receiver).rpartition(".")[2]
    return name == "cls" or name[:1].isupper()


def _call_at(text: str, line: int, at: int) -> ast.Call | None:
    """Find the call whose callee's name begins at an offset."""
    column = len(text[text.rfind("\n", 0, at) + 1 : at].encode())
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and _name_at(node.func) == (line, column):
            return node
    return None


def _name_at(callee: ast.expr) -> tuple[int, int] | None:
    """Give line and column, in bytes, of a callee's name."""
    if isinstance(callee, ast.Name):
        return callee.lineno, callee.col_offset
    if isinstance(callee, ast.Attribute) and callee.end_lineno and callee.end_col_offset:
        return callee.end_lineno, callee.end_col_offset - len(callee.attr.encode())
    return None
