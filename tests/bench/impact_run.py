"""What our impact says of planted changes, compared with what is known of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from bench.corpora import CORPORA, repository
from bench.impact_truth import Case, Place, cases
from bench.indexing import home
from bench.jedi_truth import read
from bench.keeper import Keeper
from bench.metrics import Result
from r1_assistant.context.facts import Workspace
from r1_assistant.context.impact import impact
from r1_assistant.context.index.reader import Index
from r1_assistant.domain.change import Change
from support.changes import change_of


@dataclass(slots=True)
class Score:
    """Counts over all changes; `undecided` is what was told of places that nobody knows of."""

    wanted: int = 0
    found: int = 0
    false: int = 0
    undecided: int = 0

    @property
    def recall(self) -> float:
        """The share of the broken places that were found; 1 if there are none."""
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def false_alarms(self) -> float:
        """The share of what was told that is not known to be broken."""
        wrong = self.false + self.undecided
        return wrong / (self.found + wrong) if wrong else 0.0

    def add(self, case: Case, told: Iterable[Place]) -> None:
        """Judge what was told of a change."""
        places = set(told)
        self.wanted += len(set(case.broken))
        self.found += len(places.intersection(case.broken))
        rest = places.difference(case.broken)
        self.undecided += len(rest.intersection(case.undecided))
        self.false += len(rest.difference(case.undecided))


def impacts(count: int) -> dict[str, Result]:
    """Ask for the impact of planted changes, on indexes of the unchanged repositories."""
    total, kinds = Score(), defaultdict[str, Score](Score)
    wanted = cases(count)
    for corpus in CORPORA:
        own = [case for case in wanted if case.corpus == corpus.name]
        if not own:
            continue
        root = repository(corpus)
        with home(), Keeper(root):
            workspace = Index(root)
            for case in own:
                told = _told(case, root, workspace)
                total.add(case, told)
                kinds[case.kind].add(case, told)
            workspace.close()
    each = {kind.replace(" ", "_"): score.recall for kind, score in kinds.items()}
    alarms = {kind.replace(" ", "_"): score.false_alarms for kind, score in kinds.items()}
    sizes = {"changes": len(wanted), "broken": total.wanted, "found": total.found}
    return {
        "impact_recall": Result(total.recall, {**each, **sizes}),
        "impact_false_alarms": Result(
            total.false_alarms,
            {**alarms, "false": total.false, "undecided": total.undecided},
        ),
    }


def _told(case: Case, root: Path, workspace: Workspace) -> list[Place]:
    """Give the places that our impact calls broken, but for overrides, which are not asked for."""
    found = impact(_change(case, root), workspace)
    return [(one.path, one.line) for one in found.broken if not one.is_override]


def _change(case: Case, root: Path) -> Change:
    old = read(root / case.path)
    change = change_of(case.path, old, case.new_text)
    texts = tuple(replace(file, old_text=old, new_text=case.new_text) for file in change.files)
    return replace(change, files=texts)
