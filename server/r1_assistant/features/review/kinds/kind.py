"""What there is to say about a kind of defect."""

from dataclasses import dataclass

from r1_assistant.domain.finding import Category, Severity


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of defect.

    `suspicion` goes on "This line ...", and may have `{subject}` for what a trace is about.
    `question` asks a model what that leads to here; `remedy` says in a sentence what is usually
    done about it; both may have `{subject}`, too. `weight` between 0 and 1 is how often such a
    trace is right, as judged before anything was measured. `fixable` says that the line alone can
    be put right by a model. `compare` says whether the old code helps to answer. `reversible` says
    that putting such a defect right looks the same: then the likelihood has a say in which it is.
    """

    category: Category
    severity: Severity
    suspicion: str
    question: str
    remedy: str
    weight: float
    fixable: bool = False
    compare: bool = True
    reversible: bool = False
