"""Values in HTML that nothing escapes."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.built import built, holes, literal
from r1_assistant.analysis.security.look import Look, shown
from r1_assistant.analysis.security.nodes import call_of, text, values_of
from r1_assistant.analysis.security.values import constant, from_outside, harmless
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_TRUSTS = re.compile(
    r"^(?:mark_safe|safestring\.mark_safe|Markup|markupsafe\.Markup|SafeString|render_template_string|"
    r"template\.HTML|Html\.Raw|raw|new HtmlString|Template|jinja2\.Template)$"
    r"|(?:^|\.)(?:insertAdjacentHTML|html_safe|bypassSecurityTrustHtml|createContextualFragment)$"
    r"|^(?:document\.write(?:ln)?)$"
)
_ANSWERS = re.compile(
    r"^(?:HttpResponse|HTMLResponse|make_response|Response|fmt\.Fprintf|fmt\.Fprint|io\.WriteString|"
    r"res\.send|res\.end|res\.write|w\.Write|echo|print)$|(?:getWriter\(\)|out|writer)\.(?:print(?:ln)?|"
    r"write|append)$"
)
_MARKUP = re.compile(r"<(?:[a-zA-Z][\w-]*|/[a-zA-Z])")
_ESCAPES = re.compile(
    r"(?i)escap|saniti[sz]|purif|encode|translat|format_html|\bt\(|\bi18n|\bsvg|icon|highlight|marked|"
    r"markdown|template|render|trusted"
)
_BASIS = "`{}` is put into the page as HTML, not as text."


def markup(node: "Node", look: Look) -> Iterator[Trace]:
    """See values that go into a page as HTML."""
    found = _assigned(node) or _called(node) or _echoed(node)
    if found is None:
        return
    value, strength = found
    yield Trace(
        "html-injection",
        look.at(node, value),
        shown(text(value)),
        _BASIS.format(shown(text(value), 40)),
        strength,
    )


def _assigned(node: "Node") -> "tuple[Node, float] | None":
    target = node.child_by_field_name("left")
    value = node.child_by_field_name("right")
    if "assignment" in node.type and target is not None and value is not None:
        if not re.search(r"\.(?:inner|outer)HTML$", text(target)):
            return None
        return _risky(value, 0.7)
    if node.type == "pair" and text(node).startswith(("__html", "'__html", '"__html')):
        value = node.child_by_field_name("value")
        return _risky(value, 0.65) if value is not None else None
    return None


def _called(node: "Node") -> "tuple[Node, float] | None":
    call = call_of(node)
    if call is None:
        return None
    if _TRUSTS.search(call.name):
        if call.last == "html_safe":
            receiver = node.child_by_field_name("receiver")
            return _risky(receiver, 0.5) if receiver is not None else None
        value = call.arguments[-1] if call.arguments else None
        return _risky(value, 0.5 if call.last != "writeln" else 0.7) if value is not None else None
    if not _ANSWERS.search(call.name):
        return None
    for value in call.arguments:
        parts = built(node) if "Fprint" in call.name else built(value)
        bad = [hole for hole in holes(parts) if hole.node is not None and from_outside(hole.node)]
        if parts and _MARKUP.search(literal(parts)) and bad and not harmless(bad[0]):
            return bad[0].node or value, 0.85
    return None


def _echoed(node: "Node") -> "tuple[Node, float] | None":
    if node.type != "echo_statement" or not node.named_children:
        return None
    value = node.named_children[0]
    return (value, 0.85) if from_outside(value) and not _ESCAPES.search(text(value)) else None


def _risky(value: "Node", plain: float) -> "tuple[Node, float] | None":
    """Grade a value: built with something unknown or from outside is worst."""
    if _ESCAPES.search(text(value)) or constant(value) or re.search("function|arrow", value.type):
        return None
    bad = [hole for hole in holes(built(value)) if not harmless(hole)]
    if bad:
        return bad[0].node or value, 0.8
    if built(value) is not None:
        return None
    if from_outside(value):
        return value, 0.9
    set_to = values_of(text(value), value)
    if any(_ESCAPES.search(text(one)) for one in set_to):
        return None
    if any(holes(built(one)) for one in set_to):
        return value, 0.75
    return value, plain - 0.2
