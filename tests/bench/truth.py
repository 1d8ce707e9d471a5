"""The sites of each corpus, found once and kept."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench import jedi_truth, judge, scan, sites
from bench.corpora import Corpus, cache, files, repository
from bench.sites import Call, Site, Target, choose

SEED = 20
_MODULES = (jedi_truth, judge, scan, sites)


def sites_of(corpus: Corpus, count: int) -> list[Site]:
    """Give the first sites of a corpus; they are looked for if fewer are known."""
    file = cache() / "truth" / f"{corpus.name}-{_key(corpus)}.json"
    known = json.loads(file.read_text("utf-8")) if file.exists() else {"asked": 0, "sites": []}
    if known["asked"] < count:
        found = [asdict(site) for site in _look(corpus, count)]
        known = {"asked": count, "sites": found}
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(known), encoding="utf-8")
    return [_site(**fields) for fields in known["sites"][:count]]


def sources(corpus: Corpus) -> list[str]:
    """List the files of a corpus in its language."""
    return [path for path in files(repository(corpus)) if path.endswith(corpus.suffixes)]


def _look(corpus: Corpus, count: int) -> list[Site]:
    root, paths = repository(corpus), sources(corpus)
    seed = f"{SEED}:{corpus.name}"
    if corpus.language == "python":
        calls = jedi_truth.python_calls(root, paths)
        with jedi_truth.worker(root) as jedi:

            def find(batch: Sequence[Call]) -> list[tuple[Target, ...]]:
                return jedi_truth.meanings(jedi, root, batch)

            found = choose(calls, count, seed, find)
    else:
        scanned = scan.scan(root, paths, corpus.language)
        found = choose(scanned.calls(), count, seed, scanned.meanings)
    return [Site(corpus.name, corpus.language, call, targets) for call, targets in found]


def _site(corpus: str, language: str, call: dict[str, str], targets: list[dict[str, str]]) -> Site:
    return Site(corpus, language, Call(**call), tuple(Target(**target) for target in targets))  # type: ignore[arg-type]


def _key(corpus: Corpus) -> str:
    """Name the truth by what it depends on: the corpus, the seed, and how it is found."""
    how = b"".join(Path(module.__file__ or "").read_bytes() for module in _MODULES)
    return hashlib.sha256(f"{corpus.sha256} {SEED} ".encode() + how).hexdigest()[:16]
