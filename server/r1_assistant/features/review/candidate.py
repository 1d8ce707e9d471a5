"""A candidate: what may become a finding, with its evidence and how much that weighs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from r1_assistant.analysis.trace import Trace
from r1_assistant.domain.change import DiffLine, LineKind
from r1_assistant.domain.finding import AnyCategory, Category, Finding, Severity
from r1_assistant.features.review.evidence import Evidence
from r1_assistant.features.review.kinds import KINDS
from r1_assistant.features.review.likelihood.measures import joint
from r1_assistant.features.review.select import Piece

if TYPE_CHECKING:
    from r1_assistant.features.review.likelihood.detect import LineSuspicion

SLIP = "slip"
"""The kind of what only the likelihood of a line speaks for."""
REMOVAL = "removal"
"""The kind of what only the likelihood of what stayed speaks for, where lines were removed."""
BY_LIKELIHOOD = (SLIP, REMOVAL)
"""The kinds that no rule has seen."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A suspicion about a line of the new side, in words that go on "This line ...".

    `line` is an added line, or the one that stands where something was taken away. `kind` is a key
    of `KINDS`, or "slip". `question` asks a model what the defect leads to here, `remedy` says in a
    sentence what is usually done about it, `basis` in one line why this was raised. `prior`
    between 0 and 1 is how often such a trace is right, as judged; `features` are numbers that the
    confidence is made of. `fix` replaces the lines `line` to `end_line`, where it is known;
    `fixable` says that a model may put the line alone right. `compare` says whether the old code
    helps to answer. `confidence` between 0 and 1 is what all of it is worth; 0 before it is known.
    """

    line: DiffLine
    kind: str
    category: AnyCategory
    severity: Severity
    suspicion: str
    question: str
    remedy: str
    basis: str
    prior: float
    features: Mapping[str, float] = field(default_factory=dict)
    fix: str | None = None
    end_line: int = 0
    fixable: bool = False
    compare: bool = True
    confidence: float = 0.0

    @property
    def number(self) -> int:
        """The 1-based number of its line on the new side."""
        return self.line.new_number or 0


def of_sign(evidence: Evidence) -> Candidate:
    """Take what a pattern has found on a line."""
    return Candidate(
        line=evidence.line,
        kind=evidence.kind,
        category=evidence.category,
        severity=evidence.severity,
        suspicion=evidence.suspicion,
        question=evidence.question,
        remedy=evidence.remedy,
        basis=evidence.basis,
        prior=evidence.weight,
        features={"rule.strength": 1.0},
        fixable=evidence.fixable,
        compare=evidence.compare,
    )


def of_trace(trace: Trace, piece: Piece) -> Candidate | None:
    """Take what a rule has seen; None if it is on no line of the hunk, or of no known kind."""
    line = _line(trace.line, piece)
    kind = KINDS.get(trace.kind)
    if line is None or kind is None:
        return None
    return Candidate(
        line=line,
        kind=trace.kind,
        category=kind.category,
        severity=kind.severity,
        suspicion=_filled(kind.suspicion, trace),
        question=_filled(kind.question, trace),
        remedy=_filled(kind.remedy, trace),
        basis=trace.basis,
        prior=kind.weight,
        features={"rule.strength": trace.strength},
        fix=trace.fix,
        end_line=trace.end_line,
        fixable=kind.fixable,
        compare=kind.compare,
    )


def of_slip(slip: "LineSuspicion", piece: Piece) -> Candidate | None:
    """Take a line that the scoring model stumbles over."""
    line = _line(slip.line, piece)
    if line is None:
        return None
    suspicion, question, remedy = _slip_words(slip.written, slip.expected)
    return Candidate(
        line=line,
        kind=SLIP,
        category=Category.BUG,
        severity=Severity.ERROR,
        suspicion=suspicion,
        question=question,
        remedy=remedy,
        basis=slip.basis,
        prior=0.2,
        features={**slip.features, **joint(slip.features)},
        fix=slip.fix or None,
    )


def _slip_words(written: str, expected: str) -> tuple[str, str, str]:
    if not written or not expected:
        return (
            "is unlikely as written",
            "What would this line do wrong if it is a slip of the pen?",
            "Compare it with the lines around it.",
        )
    return (
        f"has `{written}` where `{expected}` is expected",
        f"Give an example of values for which `{written}` leads to a wrong result here.",
        f"Write `{expected}` in place of `{written}`, if that is what was meant.",
    )


def of_removal(features: Mapping[str, float], piece: Piece) -> Candidate | None:
    """Take what the likelihood of what stayed says about lines that are gone.

    That is little by itself: such a candidate is there so that a hunk which only takes away can be
    compared with others.
    """
    removed = next((at for at, one in enumerate(piece.hunk.lines) if one.new_number is None), None)
    if removed is None:
        return None
    rows = [line for line in piece.hunk.lines[removed:] if line.new_number is not None]
    rows = rows or [line for line in piece.hunk.lines if line.new_number is not None][-1:]
    if not rows:
        return None
    return Candidate(
        line=rows[0],
        kind=REMOVAL,
        category=Category.BUG,
        severity=Severity.WARNING,
        suspicion="follows lines that were taken away and may be missed",
        question="What did the lines do that were taken away, and what goes wrong without them?",
        remedy="See whether what they did is done elsewhere.",
        basis="what stayed is less likely without the lines that were taken away",
        prior=0.1,
        features=features,
    )


def of_finding(finding: Finding) -> Candidate:
    """Take what was found outside of the hunks, in order to weigh it."""
    return Candidate(
        line=DiffLine(LineKind.CONTEXT, finding.quote, None, finding.line),
        kind=finding.kind,
        category=finding.category,
        severity=finding.severity,
        suspicion="",
        question="",
        remedy="",
        basis=finding.basis,
        prior=finding.confidence,
        features={"rule.strength": 1.0},
    )


def _filled(words: str, trace: Trace) -> str:
    return words.replace("{subject}", trace.subject)


def _line(number: int, piece: Piece) -> DiffLine | None:
    return next((line for line in piece.hunk.lines if line.new_number == number), None)
