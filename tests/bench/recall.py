"""Whether contexts show the signatures of callees: ours, a plain window, aider's map."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

from bench.aider_map import AiderMap, mentioned, sections
from bench.corpora import Corpus, files, repository
from bench.indexing import home
from bench.jedi_truth import read
from bench.judge import any_shows, head_to_name, shows
from bench.keeper import Keeper
from bench.sites import Site
from bench.tokens import Counter
from r1_assistant.context.contexts import Context, Document, for_completion, for_symbol
from r1_assistant.context.facts import Workspace
from r1_assistant.context.index.reader import Index
from r1_assistant.context.languages import Language, any_language_of
from r1_assistant.context.syntax import parse

BUDGET = 1500
KINDS = ("completion", "symbol", "unseen", "window")
AIDER = ("aider_told", "aider")
LARGE, FEW = 2000, 4
"""In repositories of more files than LARGE, aider makes its map at one site of so many."""


@dataclass(slots=True)
class Tally:
    """What was shown at each site, by kind and site; `tokens` of our contexts, in order."""

    shown: dict[str, dict[Site, bool]] = field(default_factory=lambda: defaultdict(dict))
    tokens: list[int] = field(default_factory=list)

    def share(self, kind: str, sites: Iterable[Site]) -> float:
        """Give the share of sites at which a kind of context showed the signature."""
        return fmean(self.shown[kind][site] for site in sites)

    def seen_by(self, kind: str, language: Callable[[str], bool] = bool) -> list[Site]:
        """Give the sites that a kind was measured at, in certain languages."""
        return [site for site in self.shown[kind] if language(site.language)]

    def misses(self) -> list[str]:
        """Name the sites whose callees our contexts did not show, but for those not written yet."""
        return [
            f"{kind}: {site.corpus}/{site.call.path} at {site.call.offset}: {site.call.name},"
            f" which is {site.targets[0].path}:{site.targets[0].line}: {site.targets[0].head}"
            for kind in ("completion", "symbol")
            for site, shown in self.shown[kind].items()
            if not shown
        ]


def judge_corpus(corpus: Corpus, sites: list[Site], tokens: Counter, tally: Tally) -> None:
    """Make all contexts at the sites of a corpus, with an index from nothing."""
    root = repository(corpus)
    with home(), Keeper(root):
        workspace = Index(root)
        for site in sites:
            for kind, shown in _ours(site, root, workspace, tokens, tally.tokens).items():
                tally.shown[kind][site] = shown
        workspace.close()
    few = -(-len(sites) // FEW) if len(files(root)) > LARGE else len(sites)
    with AiderMap(root, tokens.file, BUDGET) as aider:
        for site in sites[:few]:
            line = _line(read(root / site.call.path), site.call.offset)
            for kind, names in zip(AIDER, (mentioned(line), set()), strict=True):
                tally.shown[kind][site] = _in_map(aider.map(site.call.path, names)[0], site)


def completion_text(text: str, at: int) -> str:
    """Remove the rest of a line."""
    end = text.find("\n", at)
    return text[:at] + ("" if end < 0 else text[end:])


def window(text: str, at: int, tokens: Counter) -> str:
    """Give as many tokens before a place as behind it, all that the budget allows."""
    half = BUDGET // 2
    return tokens.last(text[:at], half) + tokens.first(text[at:], half)


def _ours(
    site: Site, root: Path, workspace: Workspace, tokens: Counter, sizes: list[int]
) -> dict[str, bool]:
    call, text = site.call, read(root / site.call.path)
    language = any_language_of(call.path)
    assert language is not None
    called, unseen = (completion_text(text, at) for at in (call.opens + 1, call.start))
    asked = {
        "completion": (for_completion, called, call.opens + 1),
        "symbol": (for_symbol, text, call.offset),
        "unseen": (for_completion, unseen, call.start),
    }
    contexts = {
        kind: make(
            _document(call.path, source, language), at, workspace, budget=BUDGET, count=tokens
        )
        for kind, (make, source, at) in asked.items()
    }
    sizes.extend(context.tokens for context in contexts.values())
    found = {kind: _in_context(context, site) for kind, context in contexts.items()}
    around = window(called, call.opens + 1, tokens)
    return found | {"window": any(shows(around, target.head) for target in site.targets)}


def _document(path: str, text: str, language: Language) -> Document:
    return Document(path, text, language, parse(text, language))


def _in_context(context: Context, site: Site) -> bool:
    texts = [(snippet.path, snippet.text) for snippet in context.snippets]
    return any_shows(texts, [(target.path, target.head) for target in site.targets])


def _in_map(text: str, site: Site) -> bool:
    """Judge a map, which cuts lines off: what is up to the name is enough."""
    wanted = [(t.path, head_to_name(t.head, site.call.name)) for t in site.targets]
    return any_shows(sections(text), wanted)


def _line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : None if end < 0 else end]
