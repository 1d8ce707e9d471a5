"""Cases and findings for tests of the evaluation."""

from evals.cases import Case, Group
from evals.reviewing import Result, Reviewed
from r1_assistant.domain.finding import Category, Finding, Severity

OLD = "def take(items, count):\n    if count > 0:\n        return items[:count]\n    return []\n"
NEW = OLD.replace("> 0", ">= 0")


def case(
    name: str,
    group: Group = "slip",
    *,
    old: str = OLD,
    new: str = NEW,
    lines: tuple[int, ...] = (2,),
    original: str = "if count > 0:",
    pair: str = "",
    package: str = "made",
) -> Case:
    """Make a case of a small Python file; clean groups have no lines."""
    clean = group in ("refactoring", "version")
    return Case(
        id=name,
        split="test",
        package=package,
        language="python",
        path="take.py",
        old=old,
        new=new,
        group=group,
        kind=f"{group}-kind",
        lines=() if clean else lines,
        original="" if clean else original,
        pair=pair,
    )


def finding(line: int = 2, *, of: Case, fix: str | None = None, confidence: float = 0.9) -> Finding:
    """Make a finding that quotes the line that it is on."""
    return Finding(
        path=of.path,
        line=line,
        end_line=line,
        severity=Severity.WARNING,
        category=Category.BUG,
        confidence=confidence,
        message="It is wrong.",
        quote=of.new.split("\n")[line - 1].strip(),
        fix=fix,
        reasoning="",
    )


def result(of: Case, *findings: Finding, score: float = 0.0, place: int = 0) -> Result:
    """Make a result; without a score it is that of the surest finding."""
    best = max(findings, key=lambda each: each.confidence, default=None)
    if best is not None and not score:
        score, place = best.confidence, best.line
    return Result(of, Reviewed(findings, score, place))
