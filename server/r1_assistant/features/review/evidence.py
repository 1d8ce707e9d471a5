"""What the text of a change itself shows: the evidence that a small model's word is weighed against.

A small model accuses correct code as readily as wrong code, so its word alone does not make a
finding. Here is what can be seen without it: on which added line is there something by which
defects of a kind come about? Seeing it is necessary, not sufficient: whether it is a defect is the
model's question.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from r1_assistant.domain.change import DiffLine
from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.select import Piece


@dataclass(frozen=True, slots=True)
class Evidence:
    """A suspicion about one added line, in words that follow "This line ...".

    `weight` between 0 and 1 says how often such a line is a defect, as far as one can tell without
    a model's judgement. `remedy` says in a sentence what is usually done about it. `alternative` is
    what the line would be without the defect, where that is known.
    """

    line: DiffLine
    category: Category
    severity: Severity
    suspicion: str
    weight: float
    remedy: str = ""
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class _Sign:
    pattern: re.Pattern[str]
    category: Category
    severity: Severity
    weight: float
    suspicion: str
    remedy: str
    unless: Callable[[re.Match[str], Piece], bool] = lambda _match, _piece: False


def evidence(piece: Piece) -> tuple[Evidence, ...]:
    """Collect what the added lines show, at most one suspicion a line, in the order of lines."""
    found: dict[int, Evidence] = {}
    for line in piece.subjects:
        for item in _signs(line, piece):
            known = found.get(line.new_number or 0)
            if known is None or item.weight > known.weight:
                found[line.new_number or 0] = item
    return tuple(found[number] for number in sorted(found))


def _signs(line: DiffLine, piece: Piece) -> Iterator[Evidence]:
    text = _with_next_line(line, piece)
    for sign in _SIGNS:
        match = sign.pattern.search(text)
        if match and match.start() <= len(line.text) and not sign.unless(match, piece):
            yield Evidence(
                line, sign.category, sign.severity, sign.suspicion, sign.weight, sign.remedy
            )


def _with_next_line(line: DiffLine, piece: Piece) -> str:
    """Add the next line that says something, for what is spread over two."""
    number = line.new_number or 0
    behind = (
        other.text
        for other in piece.hunk.lines
        if other.new_number is not None and other.new_number > number and other.text.strip()
    )
    return f"{line.text}\n{next(behind, '')}"


def _new_text(piece: Piece) -> str:
    return "\n".join(line.text for line in piece.hunk.lines if line.new_number is not None)


def _was_there(match: re.Match[str], piece: Piece) -> bool:
    """Tell whether the old side did the same thing already: then the change did not bring it."""
    return any(match.re.search(line.text) for line in piece.hunk.removed)


def _constant(match: re.Match[str], piece: Piece) -> bool:
    """Tell whether what is put into the text is a constant by its name."""
    names = re.findall(r"(?:\{|\+ *|% *\(?)([A-Za-z_][\w.]*)", match[0])
    return bool(names) and all(name.isupper() for name in names)


def _closed_somewhere(match: re.Match[str], piece: Piece) -> bool:
    return f"{match[1]}.close" in _new_text(piece) or _was_there(match, piece)


def _not_iterated(match: re.Match[str], piece: Piece) -> bool:
    name = re.escape(match[1])
    loop = re.compile(rf"\bfor\b.*\b(?:in|of|:) *\(?{name}\)? *[:)]")
    return not loop.search(_new_text(piece))


def _unlocked_by_itself(match: re.Match[str], piece: Piece) -> bool:
    text = _new_text(piece)
    return bool(re.search(r"defer .*Unlock|finally", text)) or "return" not in text


def _sign(
    category: Category,
    severity: Severity,
    weight: float,
    pattern: str,
    suspicion: str,
    remedy: str,
    unless: Callable[[re.Match[str], Piece], bool] = _was_there,
) -> _Sign:
    return _Sign(re.compile(pattern), category, severity, weight, suspicion, remedy, unless)


_SQL = r"(?i:\b(?:select\b.+\bfrom|insert\s+into|update\b.+\bset|delete\s+from|\bwhere)\b)"
_PUT_IN = r"(?:\$\{|\{[A-Za-z_]|['\"`] *\+ *\w|['\"] *% *[\w(]|\.format\()"

_SIGNS = (
    _sign(
        Category.SECURITY, Severity.ERROR, 0.9, rf"['\"`].*{_SQL}.*{_PUT_IN}.*",
        "puts a value into the text of an SQL statement (SQL injection)",
        "Keep the text constant and pass the value as a parameter.", _constant,
    ),
    _sign(
        Category.SECURITY, Severity.ERROR, 0.85,
        rf"(?:os\.system|popen|child_process\.exec|execSync|shell_exec|Runtime.*exec)\(.*{_PUT_IN}",
        "puts a value into a shell command (command injection)",
        "Pass a list of arguments, without a shell.",
    ),
    _sign(
        Category.SECURITY, Severity.ERROR, 0.6, r"\bshell *= *True\b",
        "runs a command through the shell (command injection)",
        "Pass a list of arguments, without a shell.",
    ),
    _sign(
        Category.SECURITY, Severity.ERROR, 0.8,
        r"(?:\.(?:inner|outer)HTML *\+?= *(?!['\"`][^$+]*['\"`] *;?\s*$)|document\.write\([^'\"])",
        "puts a value into HTML without escaping it (cross-site scripting)",
        "Set it as text, or escape it.",
    ),
    _sign(
        Category.SECURITY, Severity.ERROR, 0.85,
        r"\bverify *= *False|InsecureSkipVerify: *true|rejectUnauthorized: *false",
        "turns off the check of the server's certificate",
        "Leave the check on.",
    ),
    _sign(
        Category.SECURITY, Severity.ERROR, 0.7,
        r"\bpickle\.loads?\(|\byaml\.load\((?!.*Safe)|(?<![\w.])eval\((?!['\"])",
        "runs code that is in its input",
        "Use a parser for data.",
    ),
    _sign(
        Category.ERROR_HANDLING, Severity.WARNING, 0.9,
        r"^\s*except\b.*: *(?:\n\s*)?(?:pass|continue|\.\.\.)\s*(?:#.*)?$"
        r"|\bcatch\b(?: *\([^)]*\))? *\{ *(?:\n\s*)?\}|\.catch\(\(\w*\) *=> *\{ *\}\)"
        r"|\brescue\b.*\n\s*(?:nil|end)\s*$",
        "catches an error and says nothing of it, so what failed is lost",
        "Let it pass, or catch only what is expected and report it.",
    ),
    _sign(
        Category.ERROR_HANDLING, Severity.WARNING, 0.8,
        r"^\s*(?:\w+ *, *)+_ *:?= *[\w.]+\(|^\s*_ = [\w.]+\(",
        "throws away the error that the call gives back",
        "Check the error and return it.",
    ),
    _sign(
        Category.BUG, Severity.ERROR, 0.9,
        r"\b\w+ *= *0 *;.*<= *(?:\w+\.(?:length|size\(\)|len\(\)|Count)\b|len\(|[nN]\b)"
        r"|\brange\( *(?:0 *, *)?len\([^()]+\) *\+ *1|\b(\w+)\[ *(?:len\(\1\)|\1\.length) *\]",
        "goes one step beyond the last element (off by one)",
        "Stop before it.",
    ),
    _sign(
        Category.BUG, Severity.ERROR, 0.9, r"\b(?:if|while) *\( *[\w.\]\[]+ = [^=]",
        "assigns in a condition in place of comparing",
        "Compare.",
    ),
    _sign(
        Category.BUG, Severity.WARNING, 0.8, r"^\s*def .*\w(?:: *[^=,]+)? *= *(?:\[\]|\{\}|set\(\))",
        "has a default value that all calls share and change",
        "Use None as the default value and make a new one in the function.",
    ),
    _sign(
        Category.RESOURCE, Severity.WARNING, 0.7, r"^\s*(\w+) *= *open\(",
        "opens a file that is not closed if something fails",
        "Open it in a with statement.", _closed_somewhere,
    ),
    _sign(
        Category.BUG, Severity.ERROR, 0.85,
        r"\b([A-Za-z_]\w*)\.(?:remove|pop|splice|delete)\(",
        "changes the list while it is iterated over, which skips elements",
        "Make a new list of what stays.", _not_iterated,
    ),
    _sign(
        Category.CONCURRENCY, Severity.ERROR, 0.7, r"\.(?:R?Lock|lock|acquire)\(\)",
        "takes a lock that is still held after an early return",
        "Release it however the function ends.", _unlocked_by_itself,
    ),
    _sign(
        Category.SECURITY, Severity.ERROR, 0.75,
        r"(?i:\b\w*(?:password|passwd|secret|api_?key|token)\w*) *[:=]=? *['\"][^'\"\s{}<>$]{8,}['\"]",
        "has a secret in the source",
        "Read it from the environment.",
    ),
)  # fmt: skip
