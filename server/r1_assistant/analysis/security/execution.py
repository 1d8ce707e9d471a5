"""Input that is run as code, or read by what can be made to do more than read."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.built import STRINGS, built, holes
from r1_assistant.analysis.security.look import Look, around_text, shown
from r1_assistant.analysis.security.nodes import Call, call_of, text
from r1_assistant.analysis.security.values import constant, from_outside
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_RUNS = {
    "python": r"^(?:builtins\.)?(?:eval|exec)$",
    "javascript": r"^(?:(?:window|globalThis|global)\.)?(?:eval|new Function|Function|execScript|"
    r"vm\.runIn(?:New|This)?Context)$",
    "php": r"^(?:eval|create_function|assert)$",
    "ruby": r"(?:^|\.)(?:eval|instance_eval|class_eval|module_eval)$",
    "java": r"(?:[eE]ngine|scriptEngine)\.eval$",
    "lua": r"^(?:loadstring|load)$",
}
_READS = {
    "python": r"^(?:c?[pP]ickle|dill|marshal|cloudpickle|joblib|shelve|jsonpickle)\."
    r"(?:loads?|open|decode|Unpickler)$",
    "php": r"^unserialize$",
    "ruby": r"^(?:Marshal\.load|YAML\.(?:unsafe_load|load)|Oj\.object_load)$",
    "java": r"\.readObject$|^new XMLDecoder$",
    "csharp": r"^new (?:BinaryFormatter|SoapFormatter|NetDataContractSerializer|LosFormatter)$",
    "javascript": r"^(?:serialize\.unserialize|unserialize|node-serialize\.unserialize|"
    r"yaml\.unsafeLoad)$",
}
_SAME = {"typescript": "javascript", "tsx": "javascript", "kotlin": "java", "scala": "java"}
_TIMERS = re.compile(r"^(?:window\.)?set(?:Timeout|Interval)$")
_SAFE_YAML = re.compile(r"Safe|BaseLoader|safe")
_OPENS_ENTITIES = re.compile(
    r"resolve_entities *= *True|LIBXML_NOENT|\bnoent: *true|DtdProcessing\.Parse|"
    r"feature_external_ges *, *(?:True|1)|load_dtd *= *True|no_network *= *False|huge_tree *= *True"
)
_FACTORIES = re.compile(
    r"(?:DocumentBuilderFactory|SAXParserFactory|XMLInputFactory)\.(?:newInstance|newFactory|"
    r"newDefaultInstance)$|^new SAXReader$|^new SAXBuilder$"
)


def execution(node: "Node", look: Look) -> Iterator[Trace]:
    """See input that is run, restored to objects, or parsed with its entities."""
    call = call_of(node)
    if call is None:
        return
    language = _SAME.get(look.language, look.language)
    yield from _run(call, language, look)
    yield from _restored(call, language, look)
    yield from _entities(call, look)


def _run(call: Call, language: str, look: Look) -> Iterator[Trace]:
    runs = _RUNS.get(language)
    timer = language == "javascript" and _TIMERS.search(call.name)
    if not call.arguments or not (timer or (runs and re.search(runs, call.name))):
        return
    given = call.arguments[-1 if "Function" in call.name else 0]
    unknown = bool(holes(built(given)))
    if (timer and not unknown) or constant(given) or given.type in ("block", "array"):
        return
    if given.type in STRINGS and not unknown:
        return
    strength = 0.9 if from_outside(given) else 0.75 if unknown else 0.6
    if re.search(r"compile\(|, *(?:globals|locals|namespace|scope|ns|env|\{)", text(call.node)):
        strength = 0.35 if language == "python" else strength  # a language's own tools do that
    yield _trace("code-injection", call, look, given, "is run as code", strength)


def _restored(call: Call, language: str, look: Look) -> Iterator[Trace]:
    reads = _READS.get(language)
    if language == "python" and re.search(r"^(?:yaml|ruamel\.yaml)\.(?:load|load_all)$", call.name):
        loader = text(call.node)
        if call.arguments and not _SAFE_YAML.search(loader) and not _is_text(call.arguments[0]):
            yield _trace(
                "unsafe-load",
                call,
                look,
                call.arguments[0],
                "can name any class to be made when it is read",
                0.8,
            )
        return
    if reads is None or not re.search(reads, call.name):
        return
    given = call.arguments[0] if call.arguments else call.node
    strength = 0.85 if from_outside(given) else 0.5 if language == "python" else 0.6
    if re.search(
        r"dumps|(?<!un)serialize\(|allowed_classes|permitted_classes|weights_only", text(call.node)
    ):
        return
    yield _trace(
        "unsafe-load", call, look, given, "can name any class to be made when it is read", strength
    )


def _is_text(node: "Node") -> bool:
    return node.type in STRINGS and not holes(built(node))


def _entities(call: Call, look: Look) -> Iterator[Trace]:
    whole = text(call.node)
    if _OPENS_ENTITIES.search(whole) and not any(call_of(one) for one in call.arguments):
        yield _trace(
            "external-entities",
            call,
            look,
            call.node,
            "lets a document read files and addresses by its entities",
            0.75,
        )
    elif _FACTORIES.search(call.name) and not re.search(
        r"setFeature|setProperty|setXIncludeAware|setAttribute|SUPPORT_DTD|secure|harden|disable",
        around_text(call.node),
    ):
        yield _trace(
            "external-entities",
            call,
            look,
            call.node,
            "reads files and addresses that a document's entities name",
            0.55,
        )


def _trace(kind: str, call: Call, look: Look, given: "Node", does: str, strength: float) -> Trace:
    what = shown(text(given))
    return Trace(kind, look.at(call.node, given), what, f"`{shown(what, 40)}` {does}.", strength)
