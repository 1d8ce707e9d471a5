"""What was meant to stay on its author's desk: marks, debugging, code switched off."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.look import in_tests, shown
from r1_assistant.analysis.security.nodes import call_of, line_of, on_lines, text
from r1_assistant.analysis.sides import HunkView, Side
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_MARK = re.compile(r"^(?:<{7}|>{7})(?: \S.*)?$")
_STOPS = re.compile(
    r"^(?:breakpoint|i?pu?db\.(?:set_trace|post_mortem)|pdb\.Pdb\(\)\.set_trace|"
    r"binding\.(?:pry|irb)|byebug|"
    r"code\.interact|IPython\.embed|Debugger\.(?:Break|Launch)|"
    r"System\.Diagnostics\.Debugger\.Break|"
    r"runtime\.Breakpoint|__debugbreak|xdebug_break|set_trace|debugpy\.breakpoint|rdb\.set_trace)$"
)
_PRINTS = {
    "python": r"^(?:print|pprint|pprint\.pprint|pp|ic)$",
    "javascript": r"^console\.(?:log|debug|dir|trace|table)$",
    "java": r"^System\.(?:out|err)\.print(?:ln|f)?$|\.printStackTrace$",
    "kotlin": r"^println?$",
    "go": r"^(?:fmt\.Print(?:ln|f)?|println|spew\.Dump)$",
    "php": r"^(?:var_dump|print_r|dd|dump|var_export)$",
    "ruby": r"^(?:puts|pp?)$",
    "rust": r"^(?:dbg|println)$",
    "csharp": r"^Console\.Write(?:Line)?$",
    "swift": r"^(?:print|dump|debugPrint)$",
}
_SAME = {"typescript": "javascript", "tsx": "javascript"}
_SURELY = re.compile(r"^(?:dbg|dd|var_dump|spew\.Dump|ic|console\.(?:trace|table|dir))$")
_PROGRAM = re.compile(
    r"__main__|\bargparse\b|\bimport (?:click|typer|fire)\b|\boptparse\b|sys\.argv|"
    r"process\.argv|commander|yargs|"
    r"^#!|^package main\b|\bstatic void main\b|\bfun main\(|\bfn main\(|int main\(|getopt|\bcli\b",
    re.MULTILINE,
)
_PROGRAMS = re.compile(
        r"(?i)(?:^|/)(?:bin|cli|cmd|scripts?|tools?|commands?|build|tasks|"
        r"setup|manage|main|__main__|"
                       r"gulpfile|webpack|rollup|config|console|logg?er|logging|"
                       r"debug)[^/]*(?:/|\.\w+$)")  # fmt: skip
_TELLS = re.compile(
    r"(?i)[\"'`](?:[^\"'`]*\b(?:debug|here|xxx+|todo|wtf|asdf|test\d*)\b|[-=*#>!\s]{3,}|"
    r"[\w.\s]{1,30}[:=]+\s*[\"'`{$%])"
)
_ONLY = re.compile(
    r"^(?:it|describe|test|context|suite|specify)(?:\.\w+)*\.only$|^(?:fit|fdescribe|"
    r"fcontext|ftest)$"
)
_NOTE = re.compile(
    r"(?i)\b(?:do not|don'?t|never) (?:commit|merge|check ?in|push)\b|\b(?:todo|fixme|xxx|"
    r"hack)\b[:\s(\w)]*"
    r"(?:remove|revert|delete|undo)(?: (?:this|me|it|debug\w*|before|again))|\b(?:remove|"
    r"revert|delete) (?:this )?"
    r"before (?:merg|commit|releas|push|production|prod\b|deploy)|\btemporar\w+ (?:hack|"
    r"debug\w*|for (?:debug|test)\w*)|"
    r"\b(?:only )?for debugging(?: only)?$|\b(?:debug|testing) only\b|\bnocommit\b|"
    r"\b(?:todo|fixme): *remove$"
)
_WAITS = re.compile(r"(?i)\b(?:when|once|after|if|until|in|version|support|python|as soon)\b")
"""What says that a reminder is for a later day."""
_HOME = re.compile(
    r"(?:/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2}|[A-Za-z]:/Users/)(?P<name>[\w.-]+)[/\\]"
)
_NOBODY = re.compile(
        r"(?i)^(?:user\w*|you\w*|me|name|runner|vscode|app|node|ubuntu|"
        r"vagrant|pi|foo|bar|test\w*|example|"
                     r"shared|public|default|all|jovyan|circleci|travis|work|git|web|www|"
                     r"home|guest|alice|bob|\.+|ec2-user|"
                     r"linuxbrew|coder|gitpod|codespace|appuser|default\w*|\$.*)$")  # fmt: skip


_SHOWS = re.compile(
    r"(?i)show|print|display|dump|report|main|usage|help|render|echo|list|demo|describe|summar"
)
"""Names of functions that are there to print."""


def leftovers(view: HunkView) -> Iterator[Trace]:
    """See marks of conflicts, stops and output for debugging, notes to self, code switched off."""
    yield from _marks(view)
    if not view.sides.language.code:
        return
    yield from _calls(view)
    yield from _notes(view)
    yield from _disabled(view)


def _marks(view: HunkView) -> Iterator[Trace]:
    fenced = view.language == "markdown" and "```" in view.new.text
    marks = [n for n in sorted(view.added) if _MARK.match(view.new.line(n))]
    if marks and not fenced:
        yield Trace(
            "merge-marker", marks[0], shown(view.new.line(marks[0])),
            "A merge conflict left this mark, and two versions stand here.", 0.95,
        )  # fmt: skip


def _calls(view: HunkView) -> Iterator[Trace]:
    tree = view.new.tree
    if tree is None or not view.subjects:
        return
    seen: dict[tuple[str, int], Trace] = {}  # what holds a node is often seen as well
    for node in on_lines(tree.root, view.subjects):
        line = line_of(node)
        if line in view.subjects:
            seen |= {(trace.kind, trace.line): trace for trace in _of_node(node, line, view)}
    yield from seen.values()


def _of_node(node: "Node", line: int, view: HunkView) -> Iterator[Trace]:
    written = shown(text(node)) if node.end_byte - node.start_byte < 2000 else ""
    call = call_of(node)
    stop = node.type == "debugger_statement" or written in ("binding.pry", "byebug", "binding.irb")
    if stop or (call is not None and _STOPS.match(call.name)):
        before = "\n".join(one.text for one in view.hunk.removed)
        if written.rstrip(";") not in before:
            yield Trace("debug-stop", line, written, "The program stops here for a debugger.", 0.9)
    elif call is not None and _ONLY.match(call.name) and in_tests(view.path):
        yield Trace(
            "focused-test", line, call.name, "All other tests of the file are left out.", 0.9
        )
    elif call is not None:
        yield from _printed(call.name, node, line, view)
    elif "string" in node.type and not in_tests(view.path):
        yield from _home(written, line, view)


def _home(written: str, line: int, view: HunkView) -> Iterator[Trace]:
    found = _HOME.search(written)
    if found and not _NOBODY.match(found["name"]) and found[0] not in view.old.text:
        yield Trace("home-path", line, found[0], "The path is there on one machine only.", 0.75)


def _printed(name: str, node: "Node", line: int, view: HunkView) -> Iterator[Trace]:
    pattern = _PRINTS.get(_SAME.get(view.language, view.language))
    if pattern is None or not re.search(pattern, name):
        return
    if in_tests(view.path) or _PROGRAMS.search(view.path) or _prints_elsewhere(view, pattern):
        return
    if _is_there_to_print(node):
        return
    written = text(node)
    if "file=" in written or "stderr" in written or (not view.new.whole and "print" in name):
        return
    strength = 0.85 if _SURELY.match(name) else 0.75 if _TELLS.search(written) else 0.55
    yield Trace(
        "debug-output", line, shown(written), f"Nothing else here writes with `{name}`.", strength
    )


def _is_there_to_print(node: "Node") -> bool:
    """Tell whether the function around says by its name that it shows something."""
    above = node.parent
    while above is not None and "function" not in above.type and "method" not in above.type:
        above = above.parent
    name = None if above is None else above.child_by_field_name("name")
    return name is not None and bool(_SHOWS.search(text(name)))


def _prints_elsewhere(view: HunkView, pattern: str) -> bool:
    """Tell whether the file is of a program that talks to people, or did so before."""
    if _PROGRAM.search(view.new.text):
        return True
    calls = pattern.replace("^", r"(?<![\w.])").replace("$", r"!?\(")
    return bool(re.search(calls, _without_comments(view.old)))


def _without_comments(side: Side) -> str:
    marks = side.language.comments
    return "\n".join(line for line in side.lines if not line.lstrip().startswith(marks))


def _notes(view: HunkView) -> Iterator[Trace]:
    marks = view.sides.language.comments
    before = "\n".join(line.text for line in view.hunk.removed)
    for number in sorted(view.added):
        line = view.new.line(number)
        comment = _comment(line, marks)
        comment = comment.strip(" */-")
        found = _NOTE.search(comment)
        waits = _WAITS.search(comment[found.end() :]) if found else None
        if found and not waits and found[0] not in before and not in_tests(view.path):
            yield Trace(
                "reminder", number, shown(comment.strip(" #/*")),
                "Its author meant to take this out before others get it.", 0.65,
            )  # fmt: skip


def _comment(line: str, marks: tuple[str, ...]) -> str:
    found = [at for mark in marks if mark.strip() and (at := line.find(mark.strip())) >= 0]
    return line[min(found) :] if found else ""


def _disabled(view: HunkView) -> Iterator[Trace]:
    """See a statement that lived before and is a comment now."""
    marks = tuple(mark for mark in view.sides.language.comments if mark in ("#", "//", "--", "/*"))
    removed = {_bare(line.text) for line in view.hunk.removed}
    live = [_bare(view.new.line(n)) for n in sorted(view.subjects)]
    for number in sorted(view.added):
        line = view.new.line(number).strip()
        mark = next((mark for mark in marks if line.startswith(mark)), None)
        code = _bare(line.removeprefix(mark).removesuffix("*/")) if mark else ""
        if len(code) < 6 or code not in removed or code in live or not _is_statement(code):
            continue
        name = (re.match(r"[\w.]+", code) or re.match("", code))[0]  # type: ignore[index]
        replaced = any(one.startswith(name) for one in live) if name else False
        explained = _comment(view.new.line(number - 1), marks) and number - 1 in view.added
        only_set = re.match(r"[^(]*[^=!<>]=[^=>]", code)  # what nothing used any more, mostly
        strength = 0.45 if replaced or explained or only_set else 0.8
        yield Trace(
            "disabled-code", number, shown(code),
            "This ran before the change; now it is a comment, and nothing says why.", strength,
        )  # fmt: skip


def _is_statement(code: str) -> bool:
    called = re.search(r"\w\(|[^=!<>]=[^=>]|^(?:return|raise|throw|if|await|assert|yield)\b", code)
    prints = re.match(
        r"(?:print|console\.|System\.out|fmt\.Print|log(?:ger)?\.|import|from|#|//)", code
    )
    return bool(called) and not prints


def _bare(line: str) -> str:
    return " ".join(line.split())
