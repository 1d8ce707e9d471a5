from r1_assistant.analysis.trace import Trace
from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.candidate import SLIP, of_sign, of_slip, of_trace
from r1_assistant.features.review.evidence import evidence
from r1_assistant.features.review.kinds import KINDS
from r1_assistant.features.review.likelihood.detect import LineSuspicion
from support.changes import piece_of

OLD = "def f(a):\n    if a is None:\n        return 0\n    return a.b\n"
NEW = "def f(a):\n    return a.b\n"


def test_a_trace_has_the_words_of_its_kind_about_its_subject() -> None:
    piece = piece_of("a.py", OLD, NEW)
    trace = Trace("dropped-guard", 2, "a", "It was checked.", 0.6, "    return 1", 2)
    found = of_trace(trace, piece)
    assert found is not None
    kind = KINDS["dropped-guard"]
    assert (found.category, found.severity, found.prior) == (
        kind.category,
        kind.severity,
        kind.weight,
    )
    assert found.suspicion == kind.suspicion.replace("{subject}", "a")
    assert "{subject}" not in found.suspicion + found.question + found.remedy
    assert (found.number, found.line.text) == (2, "    return a.b")
    assert (found.basis, found.features) == ("It was checked.", {"rule.strength": 0.6})
    assert (found.fix, found.end_line) == ("    return 1", 2)


def test_a_trace_elsewhere_or_of_no_known_kind_is_none() -> None:
    piece = piece_of("a.py", OLD, NEW)
    assert of_trace(Trace("dropped-guard", 9, "a", ""), piece) is None
    assert of_trace(Trace("unheard-of", 2, "a", ""), piece) is None


def test_a_sign_is_a_candidate_of_its_own_weight() -> None:
    piece = piece_of("a.py", "", "try:\n    print()\nexcept Exception:\n    pass\n")
    (sign,) = evidence(piece)
    found = of_sign(sign)
    assert (found.number, found.kind, found.prior) == (3, sign.kind, sign.weight)
    assert found.kind in KINDS


def suspicion(line: int, fix: str = "", written: str = "", expected: str = "") -> LineSuspicion:
    return LineSuspicion(line, {"line.worst": 4.0}, fix, written, expected, "It is unlikely.")


def test_a_slip_names_what_was_expected() -> None:
    piece = piece_of("a.py", OLD, NEW)
    slip = of_slip(suspicion(2, "    return a.c", "b", "c"), piece)
    assert slip is not None
    assert (slip.kind, slip.category, slip.severity) == (SLIP, Category.BUG, Severity.ERROR)
    assert slip.suspicion == "has `b` where `c` is expected"
    assert slip.fix == "    return a.c"
    assert slip.features["line.worst"] == 4.0


def test_a_slip_without_an_alternative_has_no_fix() -> None:
    piece = piece_of("a.py", OLD, NEW)
    slip = of_slip(suspicion(2), piece)
    assert slip is not None
    assert slip.fix is None
    assert slip.suspicion == "is unlikely as written"
    assert of_slip(suspicion(7), piece) is None
