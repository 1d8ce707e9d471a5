"""The programs: how each is asked, and what of its answer counts."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from r1_assistant.analysis.external.folder import Folder
from r1_assistant.analysis.security.secret_values import is_secret_name

_RUFF_RULES = (
    # a format and its values, doubled keys, comparisons by identity, names that are not there
    "F502,F503,F504,F505,F506,F507,F508,F509,F521,F522,F523,F524,F525,F601,F602,F621,F622,F631,"
    "F632,F633,F634,F701,F702,F704,F706,F707,F811,F821,F822,F823,F901,"
    # slips of which most are no matter of taste
    "B002,B003,B005,B006,B012,B014,B015,B016,B018,B020,B021,B022,B023,B025,B029,B030,B031,B032,"
    "B033,B034,B035,B039,"
    # what Pylint calls errors, and some of its warnings
    "PLE,PLR0124,PLW0127,PLW0129,PLW0131,PLW0133,PLW0177,PLW0245,PLW0406,PLW0711,PLW1501,PLW2101,"
    # what blocks or loses tasks in asynchronous code
    "ASYNC100,ASYNC105,ASYNC210,ASYNC212,ASYNC220,ASYNC221,ASYNC222,ASYNC251,RUF006,"
    "RUF008,RUF016,RUF018,RUF024,RUF026,RUF034"
)
_RUFF_SURE = re.compile(r"^(?:F|PLE|B0(?:02|06|12|16|20|25|29|30))")
_BANDIT_RULES = (
    # what our own rules don't look at: archives, ciphers, old protocols, keys of hosts, frameworks
    "B202,B302,B304,B305,B306,B312,B321,B323,B401,B402,B411,B412,B413,B502,B503,B504,B505,B507,"
    "B508,B509,B601,B609,B610,B611,B612,B613,B614,B701,B702"
)
_SECRETS = (
    "--no-verify", "--all-files", "--disable-plugin", "IPPublicDetector",
)  # fmt: skip
_BY_ENTROPY = re.compile(r"Entropy|Keyword|Basic Auth")
_NAMED = re.compile(r"[\"']?([\w.-]*\w)[\"']?\]?\s*(?::=?|=>?)\s*[\"'][^\"']{12,}[\"']")
_NO_SECRET = re.compile(
    r"(?i)example|dummy|placeholder|test|fake|mock|sample|x{4}|change.?me|your|\.\.\.|public"
)
_LOCKS = re.compile(r"(?i)lock|go\.sum$|\.snap$|\.min\.\w+$")


@dataclass(frozen=True, slots=True)
class Hit:
    """What a program says: where, by which rule, and how sure that is."""

    file: str
    line: int
    tool: str
    rule: str
    message: str
    strength: float


@dataclass(frozen=True, slots=True)
class Tool:
    """A program: its distribution's module, its arguments in a folder, and how to read it."""

    name: str
    module: str
    arguments: Callable[[Folder], list[str]]
    read: Callable[[str, Folder], Iterator[Hit]]


def _ask_ruff(folder: Folder) -> list[str]:
    options = [
        "check",
        "--isolated",
        "--no-cache",
        "--quiet",
        "--exit-zero",
        "--no-respect-gitignore",
    ]
    rules = ["--select", _RUFF_RULES, "--config", 'builtins=["_", "reveal_type", "unicode"]']
    files = folder.arguments()
    return [*options, *rules, "--output-format", "json", *files] if files else []


def _read_ruff(answer: str, _: Folder) -> Iterator[Hit]:
    for one in json.loads(answer):
        code = one.get("code") or ""
        if re.fullmatch(r"[A-Z]+\d+", code):
            strength = 0.8 if _RUFF_SURE.match(code) else 0.6
            yield Hit(
                one["filename"], one["location"]["row"], "ruff", code, one["message"], strength
            )


def _ask_bandit(folder: Folder) -> list[str]:
    files = folder.arguments()
    return ["-q", "--exit-zero", "-f", "json", "-t", _BANDIT_RULES, *files] if files else []


def _read_bandit(answer: str, folder: Folder) -> Iterator[Hit]:
    for one in json.loads(answer)["results"]:
        found = folder.find(one["filename"])
        if found is None or found[0].of_tests or one["issue_severity"] == "LOW":
            continue
        strength = {"HIGH": 0.7, "MEDIUM": 0.55}.get(one["issue_confidence"], 0.4)
        message = one["issue_text"].partition(". ")[0]
        yield Hit(one["filename"], one["line_number"], "bandit", one["test_id"], message, strength)


def _ask_secrets(folder: Folder) -> list[str]:
    parts = [f"{n}/added" for n, file in enumerate(folder.files) if not _LOCKS.search(file.path)]
    return ["scan", *_SECRETS, *parts] if parts else []


def _read_secrets(answer: str, folder: Folder) -> Iterator[Hit]:
    results: dict[str, list[dict[str, Any]]] = json.loads(answer)["results"]
    for path, hits in results.items():
        found = folder.find(path.replace("\\", "/"))
        if found is None or found[0].of_tests:
            continue
        file = found[0]
        for hit in hits:
            line = hit["line_number"]
            written = file.sides.new.line(line)
            if _counts(hit["type"], written) and file.sides.language.name != "markdown":
                name = hit["type"].removesuffix(" Detector")
                yield Hit(path, line, "detect-secrets", name, "what looks like a secret", 0.7)


def _counts(kind: str, written: str) -> bool:
    """Take a random text for a secret only where it is called one, and is no example."""
    if _NO_SECRET.search(written):
        return False
    if not _BY_ENTROPY.search(kind):
        return True
    named = _NAMED.search(written)
    value = re.search(r"[\"'](\S{12,})[\"']", written)
    digits = value is not None and len(re.findall(r"\d", value[1])) >= 2
    return named is not None and digits and is_secret_name(named[1].replace("-", "_"))


TOOLS = (
    Tool("ruff", "ruff", _ask_ruff, _read_ruff),
    Tool("bandit", "bandit", _ask_bandit, _read_bandit),
    Tool("detect-secrets", "detect_secrets", _ask_secrets, _read_secrets),
)
"""Each looks at all files of a change at once."""
