"""Whether a text looks like a secret: its form, its letters, and what it is called."""

import math
import re
from collections import Counter

KEYS = re.compile(
    r"\b(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|glpat-[\w-]{20,}|"
    r"xox[abeprs]-[\w-]{20,}|AIza[\w-]{35}|[sr]k_live_[0-9A-Za-z]{16,}|sk-(?:proj-|ant-)?[\w-]{32,}|"
    r"SG\.[\w-]{20,}\.[\w-]{20,}|npm_[A-Za-z0-9]{36}|pypi-AgE[\w-]{40,}|dop_v1_[0-9a-f]{64}|"
    r"shpat_[0-9a-f]{32}|hf_[A-Za-z]{34}|AC[0-9a-f]{32}:[0-9a-f]{32})(?![\w-])"
)
"""Forms that services give their keys; whoever has one needs nothing else."""

_ADDRESS = re.compile(r"\b[a-z][a-z0-9+]*://[^\s:/@'\"]+:(?P<value>[^\s:/@'\"]+)@(?P<host>[\w.-]+)")
_HOOK = re.compile(r"\bhooks\.slack\.com/services/T\w{6,}/B\w{6,}/(?P<value>\w{20,})")
_CONNECTION = re.compile(
    r"(?i)\b(?:server|data source|host|uid|user id|username|account ?name|endpoint|database)"
    r" *=[^;]+;"
    r".*?\b(?:password|pwd|AccountKey|SharedAccessKey) *= *(?P<value>[^;'\"\s]{8,})"
)
_NAME = re.compile(
    r"(?i)(?:passw(?:or)?d|passwd|passphrase|pwd|secret|api_?key|access_?key|private_?key|token|"
    r"credentials?|encryption_?key|signing_?key|secret_?key|auth_?key|master_?key|jwt_?key|pass)"
    r"(?:_?(?:prod|production|live|dev|default|value|base64|b64|v?\d+))?$"
)
_OTHER_NAME = re.compile(
    r"(?i)public|hash|digest|checksum|sha\d*|commit|rev(?:ision)?|integrity|etag|fingerprint|uuid|"
    r"(?:next|prev|page|continuation|sync|cursor|csrf|xsrf|max|num|mask|pad|eos|bos|stop|special)_?"
    r"(?:page_?)?token|token_?(?:type|name|url|kind)|by_?pass|fields?|example|dummy|fake|mock|sample"
)
_PLACEHOLDER = re.compile(
    r"(?i)example|dummy|change.?me|placeholder|x{4,}|\*{3,}|\.{3}|replace|your|insert|redact|fake|mock|"
    r"sample|foobar|todo|lorem|<[^>]*>|\{\{|\$\{|\$\(|%\(|%\w|\{\w*\}|not.?(?:a|the).?(?:real|secret)|"
    r"0{6,}|0?123456789|abcdefgh|deadbeef|test|insecure|123{0,1}45$"
)
_PLAIN = re.compile(
    r"(?i)^(?:[a-z]+|[a-z]+(?:[-_.:/ ][a-z]+)*\d?|[a-z][a-zA-Z]+|[0-9.,:/-]+|[a-z]+\d{1,2})$"
)
_UUID = re.compile(r"(?i)^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$")
_REFERENCE = re.compile(
    r"^(?:https?:|/|\./|\.\./|[a-z]+:/|\$|#|@|env[.:]|data:|arn:|vault:|\w+\(|[\w.-]+@)|[\s<>{}]"
)


def is_secret_name(name: str) -> bool:
    """Tell whether something of this name keeps a secret."""
    last = re.split(r"[.\[\]'\"()]+", name.strip("'\"[]() "))[-1] or name
    return bool(_NAME.search(last)) and not _OTHER_NAME.search(last)


def secret_form(text: str) -> str:
    """Give the part of a text that is a secret by its form alone; empty if there is none."""
    found = KEYS.search(text)
    if found and not _PLACEHOLDER.search(found[0]):
        return found[0]
    for pattern in (_ADDRESS, _HOOK, _CONNECTION):
        found = pattern.search(text)
        if found and _in_address(found):
            return found["value"]
    return ""


def _in_address(found: re.Match[str]) -> bool:
    """Take passwords as they come, but none that stand for one."""
    value = found["value"]
    common = re.fullmatch(
        r"(?i)pass(?:word|wd)?|pw|pwd|secret|user\w*|root|admin|postgres|guest|\w{1,3}", value
    )
    local = re.search(r"@(?:localhost|127\.|example|host\b|server\b|db\b|proxy)", found[0])
    return (
        not common and not local and not _PLACEHOLDER.search(value) and not _REFERENCE.search(value)
    )


def looks_secret(name: str, value: str) -> float:
    """Say between 0 and 1 how much a value looks like the secret that its name announces."""
    if not is_secret_name(name) or not 6 <= len(value) <= 200:
        return 0.0
    if _PLACEHOLDER.search(value) or _PLAIN.match(value) or _UUID.match(value):
        return 0.0
    if _REFERENCE.search(value) or value.lower().startswith(("bearer ", "basic ")):
        return 0.0
    kinds = sum(bool(re.search(kind, value)) for kind in (r"[a-z]", r"[A-Z]", r"\d", r"[^\w]"))
    if not re.search(r"\d", value) or not re.search(r"[A-Za-z]", value):
        return 0.0
    password = re.search(r"(?i)pass|pwd", name)
    if len(value) >= 10 and entropy(value) >= 3.0 and (kinds >= 2):
        return 0.85 if len(value) >= 16 else 0.75
    return 0.65 if password and kinds >= 2 and len(value) >= 6 else 0.0


def entropy(text: str) -> float:
    """Give Shannon's entropy of a text's characters, in bits a character."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)
