"""Signs of defects that can be read off an added line: a table, and what takes a sign back.

Each sign is by itself no more than a suspicion. Those that are right too seldom are not here: what
a review costs its reader most is a false alarm.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from r1_assistant.context.languages import Language
from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.unless import (
    PUT_IN,
    fenced,
    handed_on,
    names_only,
    not_changed,
    not_indexed,
    not_iterated,
    opened_above,
    placeholder,
    unlocked,
    was_there,
)

Unless = Callable[[re.Match[str], Piece], bool]
"""Tells, from a match and where it is, that the sign means nothing here."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern of a line and the next one, and what to say of the line it begins on.

    `suspicion` goes on "This line ...", and `question` asks a model what that leads to here.
    `weight` between 0 and 1 is how often it is right, as judged. `fixable` says that the line alone
    can be put right. `languages`, if any, are the only ones that it means something in; else it
    does in code, and `anywhere` in data and documents, too. `without_tree` says that rules on
    syntax trees see the same and more: then it is for languages without a grammar. `kind` is a key
    of `kinds.KINDS`.
    """

    kind: str
    pattern: re.Pattern[str]
    category: Category
    severity: Severity
    weight: float
    suspicion: str
    question: str
    remedy: str
    unless: tuple[Unless, ...]
    fixable: bool
    languages: frozenset[str]
    anywhere: bool = False
    without_tree: bool = False

    def means_something_in(self, language: Language) -> bool:
        """Tell whether a line of this language may be read so."""
        if self.without_tree and language.grammar:
            return False
        if self.languages:
            return language.name in self.languages
        return language.code or self.anywhere


def _sign(
    kind: str,
    what: tuple[Category, Severity, float],
    pattern: str,
    suspicion: str,
    question: str,
    remedy: str,
    *unless: Unless,
    fixable: bool = False,
    languages: str = "",
    anywhere: bool = False,
    without_tree: bool = False,
) -> Sign:
    compiled = re.compile(pattern)
    only = frozenset(languages.split())
    words = suspicion, question, remedy
    exceptions = (was_there, *unless)
    return Sign(kind, compiled, *what, *words, exceptions, fixable, only, anywhere, without_tree)


_SQL = r"(?i:\b(?:select\b.+\bfrom|insert\s+into|update\b.+\bset|delete\s+from)\b)"
_SHELL = r"(?:os\.system|os\.popen|child_process\.exec|\bexecSync|shell_exec|\bpopen)\("
_C_LIKE = "javascript typescript tsx java c cpp csharp php"
_BRACES = "javascript typescript tsx java csharp cpp php kotlin swift dart scala"
_PYTHON = "python"
_CREDENTIAL = (
    r"(?i:(?<![\w-])(?![\w-]*(?:next|page))[\w-]*"
    r"(?:password|passwd|secret|api[_-]?key|token))"
)
_KEY_FORMS = (
    r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{36,}|xox[abprs]-[\w-]{20,}|AIza[\w-]{35})\b"
    r"|-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"
)

SIGNS = (
    _sign(
        "sql-injection",
        (Category.SECURITY, Severity.ERROR, 0.9),
        rf"[\"'`].*{_SQL}.*{PUT_IN}.*",
        "puts a value into the text of an SQL statement (SQL injection)",
        "Which value is put into the statement, and what can someone do who chooses that value?",
        "Keep the text of the statement constant and pass the value as a parameter.",
        names_only,
        without_tree=True,
    ),
    _sign(
        "shell-injection",
        (Category.SECURITY, Severity.ERROR, 0.85),
        rf"{_SHELL}.*{PUT_IN}|{PUT_IN}.*shell *= *True",
        "puts a value into a shell command (command injection)",
        "Which value is put into the command, and what can someone do who chooses that value?",
        "Pass a list of arguments, without a shell.",
        fixable=True,
        without_tree=True,
    ),
    _sign(
        "certificate-check",
        (Category.SECURITY, Severity.ERROR, 0.85),
        r"\bverify *= *False|InsecureSkipVerify: *true|rejectUnauthorized: *false",
        "turns off the check of the server's certificate",
        "What can someone do who sits between this program and the server?",
        "Leave the check on.",
        fixable=True,
        without_tree=True,
    ),
    _sign(
        "hard-coded-secret",
        (Category.SECURITY, Severity.ERROR, 0.75),
        r"(?i:\b\w*(?:password|passwd|secret|api_?key|token))\b *:?= *"
        r"['\"](?=[^'\"]*\d)(?=[^'\"]*[A-Za-z])[^'\"\s{}<>$/.]{10,}['\"]",
        "has a secret in the source",
        "Who can read it, and what can they do with it?",
        "Read it from the environment or a file that is not in the repository.",
        without_tree=True,
    ),
    _sign(
        "hard-coded-secret",
        (Category.SECURITY, Severity.ERROR, 0.7),
        rf"{_CREDENTIAL}[\"']? *[:=] *([\"']?)(?=[A-Za-z+=]*\d[A-Za-z+=]*\d)(?=[\d+=]*[A-Za-z])"
        r"[A-Za-z0-9+=]{12,}\1 *,?\s*(?:#.*)?(?=\n|$)",
        "has a secret in the repository",
        "Who can read it, and what can they do with it?",
        "Read it from the environment or a file that is not in the repository.",
        placeholder,
        languages="json yaml toml",
    ),
    _sign(
        "hard-coded-secret",
        (Category.SECURITY, Severity.ERROR, 0.85),
        _KEY_FORMS,
        "has a key in it that opens an account or a server",
        "Who can read it, and what can they do with it?",
        "Withdraw the key, and keep the new one out of the repository.",
        placeholder,
        anywhere=True,
    ),
    _sign(
        "merge-marker",
        (Category.BUG, Severity.ERROR, 0.95),
        r"^(?:<{7}|>{7}) \S.*",
        "is a mark of a merge conflict that nobody resolved",
        "Which two versions were to be joined here?",
        "Choose what stands, and remove the marks.",
        fenced,
        opened_above,
        anywhere=True,
    ),
    _sign(
        "swallowed-exception",
        (Category.ERROR_HANDLING, Severity.WARNING, 0.9),
        r"^\s*except(?: +\(?(?:Base)?Exception\)?(?: as \w+)?)? *:\s*(?:pass|continue|\.\.\.)"
        r"\s*(?:#.*)?$",
        "catches every error and says nothing of it, so what failed is lost",
        "Which call can fail here, and what does the code after it do although that call failed?",
        "Catch only the error that is expected here, and report it.",
        languages=_PYTHON,
    ),
    _sign(
        "swallowed-exception",
        (Category.ERROR_HANDLING, Severity.WARNING, 0.9),
        r"\bcatch *(?:\( *(?:(?:final +)?(?:Exception|Throwable|RuntimeException|\.\.\.|"
        r"\w+: \w*(?:Exception|Throwable))? *\w*) *\))? *\{\s*\}|\.catch\(\(\w*\) *=> *\{ *\}\)",
        "catches every error and says nothing of it, so what failed is lost",
        "Which call can fail here, and what does the code after it do although that call failed?",
        "Catch only the error that is expected here, and report it.",
        languages=_BRACES,
    ),
    _sign(
        "ignored-error",
        (Category.ERROR_HANDLING, Severity.WARNING, 0.8),
        r"^\s*\w+, *_ *:?= *"
        r"(?:os|io|ioutil|json|xml|yaml|strconv|http|sql|db|net|exec|url|csv)\.\w+\(",
        "throws away the error that the call gives back",
        "Which call can fail here, and what does the code after it work with then?",
        "Check the error and return it.",
        languages="go",
    ),
    _sign(
        "off-by-one-loop",
        (Category.BUG, Severity.ERROR, 0.9),
        r"\b(?P<counter>\w+) *= *0 *;.*<= *(?:[\w.]+\.(?:length|size\(\)|len\(\)|Count)\b|len\("
        r"|(?:n|size|count|len)\b)"
        r"|\bfor +(?P<index>\w+) +in +range\( *(?:0 *, *)?len\([^()]+\) *\+ *1 *\)",
        "goes one step beyond the last element (off by one)",
        "Which index does the last round use, and what is there?",
        "Stop before it.",
        not_indexed,
        fixable=True,
    ),
    _sign(
        "assignment-in-condition",
        (Category.BUG, Severity.ERROR, 0.9),
        r"\bif *\( *[\w.]+ = (?:['\"]|-?\d|true\b|false\b|null\b)",
        "assigns in a condition in place of comparing",
        "What is the variable's value after this line, and is the branch always taken?",
        "Compare.",
        fixable=True,
        languages=_C_LIKE,
    ),
    _sign(
        "mutable-default",
        (Category.BUG, Severity.WARNING, 0.8),
        r"^\s*(?:async )?def .*\b(?P<default>\w+)(?:: *[^=,]+)? *= *(?:\[\]|\{\}|set\(\))",
        "has a default value that all calls share, and it is changed",
        "Suppose that it is called twice without that argument: what is in it in the second call?",
        "Use None as the default value and make a new one in the function.",
        not_changed,
        languages=_PYTHON,
    ),
    _sign(
        "unclosed-resource",
        (Category.RESOURCE, Severity.WARNING, 0.7),
        r"^\s*(\w+) *= *open\(",
        "opens a file that nothing closes",
        "What happens to the open file when a later line fails?",
        "Open it in a with statement.",
        handed_on,
        languages=_PYTHON,
    ),
    _sign(
        "loop-over-modified",
        (Category.BUG, Severity.ERROR, 0.85),
        r"\b([A-Za-z_]\w*)\.(?:remove|splice)\(.*\n.*",
        "changes the list that the loop runs over, which skips elements",
        "Which element is left out after one was removed?",
        "Make a new list of what stays.",
        not_iterated,
    ),
    _sign(
        "held-lock",
        (Category.CONCURRENCY, Severity.ERROR, 0.8),
        r"\.(?:R?Lock|lock)\(\)",
        "takes a lock that is still held after an early return",
        "What happens to the next caller after the function returned early?",
        "Release it however the function ends.",
        unlocked,
        languages="go java csharp cpp kotlin",
    ),
)  # fmt: skip
