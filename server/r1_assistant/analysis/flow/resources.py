"""What is opened and not closed, or not on every path."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.flow.place import Place, trace
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_OPENS = {
    "python": r"(?:(?:io|codecs|gzip|bz2|lzma|tarfile|os|zipfile|shelve|wave)\.)?(?:open|fdopen)"
    r"|(?:\w+\.)*(?:ZipFile|TarFile|urlopen|socket\.socket|create_connection)"
    r"|(?:sqlite3|psycopg2|pymysql|MySQLdb)\.connect|tempfile\.\w*TemporaryFile",
    "java": r"(?:File|Buffered|Data|Object|Zip|GZIP|Jar|Print|Piped)?(?:Input|Output)Stream"
    r"|File(?:Reader|Writer)|Buffered(?:Reader|Writer)|(?:Input|Output)Stream(?:Reader|Writer)"
    r"|PrintWriter|RandomAccessFile|(?:Server)?Socket|ZipFile|JarFile"
    r"|Files\.(?:new\w+|lines|list|walk)"
    r"|\w+\.(?:getConnection|prepareStatement|createStatement|executeQuery|openStream)",
    "go": r"os\.(?:Open|Create|OpenFile|CreateTemp)|net\.(?:Dial\w*|Listen)|zip\.OpenReader"
    r"|gzip\.NewReader|\w*[dD][bB]\.(?:Query|QueryContext|Begin|BeginTx)|time\.NewTicker"
    r"|http\.(?:Get|Post|PostForm|Head)|\w*[cC]lient\.Do",
    "javascript": r"fs\.openSync|(?:fs|fsp|fsPromises)\.(?:promises\.)?open|pool\.connect"
    r"|\w*[pP]ool\.getConnection",
    "csharp": r"FileStream|Stream(?:Reader|Writer)|File\.(?:Open\w*|Create\w*)|SqlConnection"
    r"|SqlCommand|HttpResponseMessage|MemoryMappedFile\.\w+|TcpClient",
    "c": r"fopen|fdopen|opendir|open",
    "php": r"fopen|opendir|tmpfile",
}
_OPENS |= {"typescript": _OPENS["javascript"], "tsx": _OPENS["javascript"], "cpp": _OPENS["c"]}
_PATTERNS = {name: re.compile(rf"(?:{text})$") for name, text in _OPENS.items()}

_CLOSE = (
    r"(?:a?close|Close|dispose|Dispose|DisposeAsync|release|Release|shutdown|detach|end|destroy"
    r"|Stop|Rollback|Commit|Body\.Close|closeSync|cleanup|disconnect|commit|__exit__)"
)
_READERS = re.compile(
    r"^(?:json\.load|csv\.\w+|yaml\.\w+|pickle\.(?:load|dump)|json\.dump|bufio\.New\w+|io\.\w+"
    r"|ioutil\.\w+|json\.New\w+|list|len|print|sorted|enumerate|str|int|fmt\.\w+|os\.(?:read|write"
    r"|fstat)|fs\.\w+|fread|fgets|fwrite|fprintf|fscanf|fputs|fgetc|feof|tomllib\.load|iter|next)$"
)
_SCOPES = g.SCOPED | {"with_item", "with_clause", "resource_specification", "resource"}


def unclosed(place: Place) -> Iterator[Trace]:
    """Find a file, socket or connection in a local variable that is never given out of hand."""
    pattern = _PATTERNS.get(place.view.language)
    if pattern is None or place.unit.type not in g.FUNCTIONS:
        return
    seen: set[str] = set()
    for call in place.fresh(g.CALLS | g.CREATIONS):
        if not pattern.match(g.called(call).split("<")[0]) or _is_scoped(call):
            continue
        name = _variable(call)
        if name and name not in seen:
            seen.add(name)
            yield from _judged(place, call, name)


def _is_scoped(call: "Node") -> bool:
    for one in g.around(call):
        if one.type in _SCOPES:
            return True
        if one.type in g.BLOCKS:
            return False
        if g.text_of(one).startswith(("using ", "await using ")):
            return True
    return False


def _variable(call: "Node") -> str:
    """Give the local variable that what is opened goes to, maybe through wrapping constructors."""
    node = call
    while node.parent is not None:
        parent = node.parent
        wraps = parent.type in g.ARGUMENTS and parent.parent and parent.parent.type in g.CREATIONS
        if wraps and parent.parent is not None:
            node = parent.parent
        elif parent.type in (*g.AWAITS, "parenthesized_expression", "expression_list", "argument"):
            node = parent
        elif parent.type in g.ASSIGNMENTS:
            left = parent.child_by_field_name("name") or g.operands(parent)[0]
            first = g.plain(left).split(",")[0].lstrip("$*")
            return first if first.isidentifier() and first != "_" else ""
        else:
            return ""
    return ""


def _judged(place: Place, call: "Node", name: str) -> Iterator[Trace]:
    after = [one for one in place.nodes if one.start_byte >= call.end_byte]
    closes = [one for one in after if one.type in g.CALLS and _closes(one, name)]
    if any(_escapes(one, name) for one in after) or _entered(place, name):
        return
    subject = g.called(call)
    if not closes:
        basis = f"{name} is opened here and never closed"
        yield trace("unclosed-resource", call, subject, basis, 0.8)
    elif not any(_on_all_paths(one) for one in closes):
        between = [one for one in after if one.end_byte <= closes[-1].start_byte]
        leaving = [one for one in between if _leaves(one, name, place)]
        if leaving and len(closes) == 1:
            basis = f"{name} stays open where line {g.line_of(leaving[0])} leaves"
            yield trace("unclosed-resource", call, subject, basis, 0.6)


def _closes(call: "Node", name: str) -> bool:
    text = g.plain(call)
    owned = re.match(rf"\$?{name}(?:\?|!)?(?:\.|->){_CLOSE}\(", text)
    given = re.match(rf"(?:\w+[.:]+)?\w*(?:close|Close|unlink|free)\w*\(\$?{name}\b", text)
    return bool(owned or given)


def _escapes(node: "Node", name: str) -> bool:
    """Tell whether a node gives the variable to someone else who may close it."""
    if node.type not in g.IDENTIFIERS or g.text_of(node).lstrip("$") != name:
        return False
    parent = node.parent
    while parent is not None and parent.type in (
        *g.WRAPPERS,
        *g.AWAITS,
        "argument",
        "expression_list",
        "tuple",
        "keyword_argument",
        "pair",
        "list",
        "array",
        "object",
        "dictionary",
        "composite_literal",
        "literal_value",
        "literal_element",
        "keyed_element",
        "unary_expression",
    ):
        parent = parent.parent
    if parent is None:
        return False
    if parent.type in g.ARGUMENTS and parent.parent is not None:
        return not _READERS.match(g.called(parent.parent)) and not _closes(parent.parent, name)
    if parent.type in g.ASSIGNMENTS:
        left = parent.child_by_field_name("name") or g.operands(parent)[0]
        return not (left is not None and left.start_byte <= node.start_byte < left.end_byte)
    held = g.RETURNS | {"yield", "yield_expression", "yield_statement", "with_item"}
    return parent.type in held or parent.type in ("shorthand_property_identifier", "send_statement")


def _entered(place: Place, name: str) -> bool:
    return bool(
        re.search(rf"\bwith (?:closing\()?{name}\b|using \({name}\)", g.text_of(place.unit))
    )


def _on_all_paths(close: "Node") -> bool:
    kinds = g.FINALLIES | g.HANDLERS | {"defer_statement"} | g.CLOSURES
    return g.enclosing(close, frozenset(kinds)) is not None


def _leaves(node: "Node", name: str, place: Place) -> bool:
    """Tell whether a node leaves the function, but not because nothing was opened."""
    if node.type not in g.RETURNS | g.THROWS:
        return False
    inner = g.enclosing(node, g.FUNCTIONS)
    if inner is not None and not g.same(inner, place.unit):
        return False
    guard = g.enclosing(node, g.IFS)
    if guard is not None:
        condition = g.text_of(g.condition_of(guard))
        if re.search(rf"\berr\b|\b{name}\b", condition) and guard.start_byte > 0:
            return False
    return True
