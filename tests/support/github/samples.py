"""Changes and reviews for tests of what becomes of them."""

from dataclasses import replace
from typing import Any

from r1_assistant.domain.change import Change, FileChange
from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.features.review.events import Stats
from r1_assistant.git.patch import parse_patch
from r1_assistant.github.known import Known, Posted, Thread
from r1_assistant.github.marks import FindingMark, SummaryMark, line_digest
from r1_assistant.github.plan import Outcome

HEAD = "a" * 40
PATCH = b"""\
--- a/a.py
+++ b/a.py
@@ -1,3 +1,4 @@
 def f(x):
-    return x
+    y = x
+    return y
 # more
@@ -20,2 +21,3 @@
 def g():
+    pass
     return 1
"""


def change() -> Change:
    parsed, problems = parse_patch(PATCH)
    assert not problems
    return parsed


def file(**more: Any) -> FileChange:
    return replace(change().files[0], **more)


def finding(line: int = 2, **more: Any) -> Finding:
    values: dict[str, Any] = {
        "path": "a.py",
        "line": line,
        "end_line": line,
        "severity": Severity.WARNING,
        "category": Category.BUG,
        "confidence": 0.9,
        "message": "This is wrong.",
        "quote": f"line {line}",
        "fix": None,
        "reasoning": "",
        "kind": "rule",
    }
    return Finding(**{**values, **more})


def outcome(*findings: Finding, **more: Any) -> Outcome:
    values: dict[str, Any] = {
        "commit": HEAD,
        "change": change(),
        "findings": findings,
        "stats": Stats(files=1, hunks=2, findings=len(findings)),
        "model": "tiny",
        "reviewer": "01234567",
        "run": "0" * 16,
    }
    return Outcome(**{**values, **more})


def thread(about: Finding, **more: Any) -> Thread:
    mark = FindingMark(about.fingerprint, line_digest(about.quote), "01234567")
    values: dict[str, Any] = {
        "id": "T",
        "path": about.path,
        "mark": mark,
        "comment": "C",
        "body": f"{mark}\n\nThis is wrong.",
        "resolved": False,
        "resolvable": True,
        "dismissed": False,
    }
    return Thread(**{**values, **more})


def known(*threads: Thread, body: str = "earlier", commit: str = "b" * 40) -> Known:
    mark = SummaryMark(commit, "1" * 16)
    return Known(threads, (Posted("R", mark, f"{mark}\n\n{body}", "https://github.com/r"),))
