"""Paths, addresses and redirects that somebody outside chooses."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.look import Look, around_text, shown
from r1_assistant.analysis.security.nodes import Call, bare, call_of, text
from r1_assistant.analysis.security.values import from_outside
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_OPENS = re.compile(
    r"^(?:open|io\.open|send_file|codecs\.open|FileResponse|Path|pathlib\.Path|include|require|"
    r"include_once|require_once|file_get_contents|readfile|fopen|unlink|new (?:File|FileReader|"
    r"FileInputStream|FileOutputStream|FileStream|StreamReader)|File\.(?:open|read|new|ReadAllText|"
    r"ReadAllBytes|OpenRead|Delete)|IO\.read|send_file|Paths\.get|Path\.of)$"
    r"|(?:^|\.)(?:os|shutil)\.(?:remove|unlink|open|rmtree|copy|rename|Open|ReadFile|WriteFile|Create|"
    r"Remove|RemoveAll|OpenFile)$|^ioutil\.(?:ReadFile|WriteFile)$|^http\.ServeFile$"
    r"|(?:^|\.)(?:readFile|readFileSync|createReadStream|createWriteStream|writeFile|writeFileSync|"
    r"unlinkSync|sendFile|sendfile|download)$|^res\.(?:sendFile|download)$"
)
_CHECKS = re.compile(
    r"(?i)secure_?filename|basename|safe_?join|realpath|\.resolve\(|is_relative_to|relative_to\(|"
    r"commonp(?:ath|refix)|starts_?with|hasprefix|[\"'`]\.\.|filepath\.(?:clean|base|islocal|rel)|"
    r"canonical|normali[sz]e|sanitize|validat|is_?safe|allow|whitelist|getFileName\(|extname|"
    r"securejoin|\)\.name\b|\broot:|in_array|\bnot in\b|\.includes\(|\.has\(|match\("
)
_FETCHES = re.compile(
    r"^(?:requests|httpx|session|client|http|axios)\.(?:get|post|put|delete|request|head|patch|Get|"
    r"Post)$|^(?:fetch|axios|got|urlopen|urllib\.request\.urlopen|curl_init|file_get_contents)$"
    r"|^new URL$|^Net\.HTTP\.get$|^URI\.open$"
)
_FETCH_CHECKS = re.compile(
    r"(?i)allow|whitelist|hostname|\bhost\b|validat|is_?safe|netloc|urlparse"
)
_REDIRECTS = re.compile(
    r"^(?:redirect|HttpResponseRedirect|RedirectResponse|redirect_to|res\.redirect|http\.Redirect|"
    r"response\.sendRedirect|Redirect|c\.Redirect|header)$"
)
_REDIRECT_CHECKS = re.compile(
    r"(?i)allow|is_?safe|validat|starts_?with|netloc|urlparse|same_?origin|whitelist|url_for|"
    r"hasprefix|allow_other_host: *false|hostname"
)


def paths(node: "Node", look: Look) -> Iterator[Trace]:
    """See what a request names go into a path or an address that nothing in sight checks."""
    call = _included(node) or call_of(node)
    if call is None:
        return
    yield from _of(
        call, look, _OPENS, _CHECKS, "path-traversal", "names a file that is opened", 0.85
    )
    yield from _of(
        call, look, _FETCHES, _FETCH_CHECKS, "request-forgery", "says which server is asked", 0.75
    )
    yield from _of(
        call,
        look,
        _REDIRECTS,
        _REDIRECT_CHECKS,
        "open-redirect",
        "says where the browser is sent",
        0.7,
    )


def _included(node: "Node") -> Call | None:
    """Read PHP's statements that run another file as calls."""
    if not re.match(r"(?:include|require)(?:_once)?_expression$", node.type):
        return None
    return Call(node, "include", tuple(bare(one) for one in node.named_children), {})


def _of(
    call: Call,
    look: Look,
    names: re.Pattern[str],
    checks: re.Pattern[str],
    kind: str,
    does: str,
    strength: float,
) -> Iterator[Trace]:
    if not names.search(call.name):
        return
    given = _first(call, kind)
    outside = next((one for one in given if from_outside(one)), None)
    if outside is None or checks.search(around_text(call.node)):
        return
    what = shown(text(outside), 40)
    yield Trace(
        kind,
        look.at(call.node, outside),
        what,
        f"A request decides `{what}`, and that {does}.",
        strength,
    )


def _first(call: Call, kind: str) -> "tuple[Node, ...]":
    """Give the arguments that name a file or an address: what is written is none."""
    if call.name == "http.ServeFile":
        return call.arguments[2:]
    if call.name in ("http.Redirect", "c.Redirect"):
        return call.arguments[1:3]
    if kind == "path-traversal" and call.last in ("copy", "rename"):
        return call.arguments
    return call.arguments[:1]
