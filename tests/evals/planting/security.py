"""Text that was kept harmless and is no longer; checks of secrets and certificates; leftovers."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot, removed, replaced
from evals.planting.ground import CALLS, Ground, arguments, callee, field, statements, words
from evals.planting.surgery import is_exit
from evals.planting.variables import visible

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPES = re.compile(
    r"(.*\.)?(_?(html_?)?escape\w*|quote(_plus|Meta)?|shlex\.quote|encodeURI(Component)?|escapeHtml\w*"
    r"|QueryEscape|PathEscape|HTMLEscapeString|EscapeString|sanitize\w*|secure_filename|basename"
    r"|htmlspecialchars|escapeRegExp|quoteReplacement|_?clean_\w+|safe_join|Clean|bleach\.clean)"
)
_SAME = re.compile(
    r"(.*\.)?(compare_digest|timingSafeEqual|ConstantTimeCompare|constant_time_compare)|(\w*Digest\.)?isEqual"
)
_QUERIES = re.compile(
    r".*\.(execute|executemany|query|Query|QueryRow|Exec|exec|raw|prepare|run|all)(Context)?"
)


def _built_query(ground: Ground, _: random.Random) -> Iterator[Change]:
    for call in ground.of(*CALLS):
        given = arguments(call)
        strings = [one for one in given[:-1] if "string" in one.type]
        if not _QUERIES.fullmatch(callee(call)) or len(strings) != 1 or len(given) < 2:
            continue
        query, values = strings[0], given[given.index(strings[0]) + 1 :]
        if (text := _formatted(ground.family, query, values)) is not None:
            yield Change((Spot(query.start_byte, values[-1].end_byte, text),))


def _formatted(family: str, query: "Node", values: "list[Node]") -> str | None:
    """Give an SQL text with its values put in; None where it has another form."""
    text = words(query)
    if not re.search(r"(?i)\b(select|insert|update|delete|where)\b", text) or "\n" in text:
        return None
    if family == "go":
        verbs = re.sub(r"\$\d+|\?", "'%v'", text)
        return f"fmt.Sprintf({verbs}, {', '.join(map(words, values))})"
    listed = values[0].named_children if values[0].type in ("tuple", "list", "array") else []
    marks = re.findall(r"%s|\?|\$\d+|:\d+", text)
    if not listed or len(listed) != len(marks) or len(values) != 1:
        return None
    if family == "python" and "%s" in text:
        return f"{text} % {words(values[0])}"
    hole = "{%s}" if family == "python" else "${%s}"
    filled = re.sub(
        r"%s|\?|\$\d+|:\d+", lambda _: "'" + hole % words(listed.pop(0)) + "'", text[1:-1]
    )
    return f'f"{filled}"' if family == "python" else f"`{filled}`"


def _built_command(ground: Ground, _: random.Random) -> Iterator[Change]:
    for call in ground.of("call"):
        given = arguments(call)
        if not re.fullmatch(
            r"(subprocess\.)?(run|Popen|call|check_call|check_output)", callee(call)
        ):
            continue
        if not given or any("shell" in words(one) for one in given):
            continue
        text = words(given[0])
        if given[0].type == "list" and "\n" not in text and "*" not in text:
            parts = [_part(one) for one in given[0].named_children]
            if any("{" in part for part in parts) and not any('"' in part for part in parts):
                yield replaced(given[0], 'f"' + " ".join(parts) + '", shell=True')
        elif given[0].type == "identifier":
            yield replaced(given[0], f'" ".join({text}), shell=True')
    for call in ground.of("call_expression"):
        given = arguments(call)
        if callee(call) == "exec.Command" and given and not words(given[-1]).endswith("..."):
            variable = [one for one in given[1:] if one.type == "identifier"]
            if variable and len(given) == 2:
                joined = f'"sh", "-c", {words(given[0])}+" "+{words(given[1])}'
                yield Change((Spot(given[0].start_byte, given[1].end_byte, joined),))


def _part(node: "Node") -> str:
    return words(node)[1:-1] if node.type == "string" else "{" + words(node) + "}"


def _lost_escape(ground: Ground, _: random.Random) -> Iterator[Change]:
    for call in ground.of(*CALLS):
        given = arguments(call)
        if (
            given
            and _ESCAPES.fullmatch(callee(call))
            and given[0].type != "keyword_argument"
            and "string" not in given[0].type
            and (call.parent and call.parent.type != "expression_statement")
        ):
            yield _without(ground, call, given[0])


def _without(ground: Ground, call: "Node", value: "Node") -> Change:
    """Put a value in the place of its escaped form; leave out a statement that did only that."""
    holder = call.parent.parent if call.parent and "list" in call.parent.type else call.parent
    span = ground.lines(holder) if holder is not None else None
    if holder is not None and words(field(holder, "left")) == words(value) and span:
        return removed(span)
    return replaced(call, words(value))


def _plain_compare(ground: Ground, _: random.Random) -> Iterator[Change]:
    sign = {"script": "===", "go": "=="}.get(ground.family, "==")
    for call in ground.of(*CALLS):
        given = arguments(call)
        if len(given) != 2 or not _SAME.fullmatch(callee(call)):
            continue
        one, other = words(given[0]), words(given[1])
        if ground.family == "java":
            yield replaced(call, f"Arrays.equals({one}, {other})")
        elif ground.family == "go" and call.parent is not None and "== 1" in words(call.parent):
            yield replaced(call.parent, f"string({one}) == string({other})")
        elif ground.family != "go":
            yield replaced(call, f"{one} {sign} {other}")


def _unverified(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("keyword_argument", "pair", "keyed_element"):
        turned = re.sub(
            r"^((verify\w*|check_hostname|httponly|secure|autoescape|rejectUnauthorized|httpOnly"
            r"|strict_\w+)(=|: ))[Tt]rue$",
            r"\1" + ("False" if ground.family == "python" else "false"),
            words(node),
        )
        if turned != words(node):
            yield replaced(node, turned)
    for node in ground.of("assignment"):
        right = field(node, "right")
        if re.match(r"[\w.]*(verify_mode|check_hostname)\b", words(node)) and right is not None:
            weak = {"True": "False", "ssl.CERT_REQUIRED": "ssl.CERT_NONE"}.get(words(right))
            if weak:
                yield replaced(right, weak)


def _leftover(ground: Ground, rng: random.Random) -> Iterator[Change]:
    """Print a variable after the statement that makes it; three in a file at most."""
    forms = {
        "python": ("print({0})", 'print("{0}:", {0})', "breakpoint()"),
        "script": ("console.log({0});", "console.log('{0}', {0});", "debugger;"),
        "java": ('System.out.println("{0} = " + {0});',),
        "go": ('fmt.Println("{0}:", {0})',),
    }[ground.family]
    if (ground.family == "go" and '"fmt"' not in ground.tree.text) or "print(" in ground.tree.text:
        return
    found = [
        node for function in ground.functions for node in statements(field(function, "body"))[:-1]
    ]
    rng.shuffle(found)
    made = 0
    for node in found:
        left = [
            one for child in node.named_children for one in [field(child, "left", "name")] if one
        ]
        name = words(left[0]) if left else ""
        own = ground.lines(node)
        if made < 3 and name.isidentifier() and own is not None and not is_exit(node):
            seen = name in {local.name for local in visible(ground, node.next_sibling or node)}
            made += seen
            text = rng.choice(forms).format(name)
            if seen:
                yield Change((Spot(own[1], own[1], f"{ground.indent(node)}{text}\n"),))


STRUCTURAL: dict[str, Sites] = {
    "built-query": _built_query,
    "built-command": _built_command,
    "lost-escape": _lost_escape,
    "plain-compare": _plain_compare,
    "unverified": _unverified,
    "debug-leftover": _leftover,
}
