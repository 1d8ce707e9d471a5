"""Cryptography that does not keep its promise: hashes, random numbers, comparisons."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.look import Look, around_text, shown, snake
from r1_assistant.analysis.security.nodes import (
    Call,
    around,
    assigned_name,
    call_of,
    function_of,
    text,
)
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_HASHES = re.compile(
    r"^(?:hashlib\.)?(?:md5|sha1|sha)$|^hashlib\.new$|^(?:crypto\.)?createHash$|"
    r"MessageDigest\.getInstance$|^(?:md5|sha1)\.(?:Sum|New)$|^Digest\.(?:MD5|SHA1)\.\w+$|"
    r"^MD5\.(?:Create|HashData)$|^SHA1\.(?:Create|HashData)$|DigestUtils\.(?:md5|sha1)\w*$"
)
_WEAK = re.compile(r"(?i)md5|sha-?1\b|\bsha\b")
_PASSWORD = re.compile(r"(?i)passw(?:or)?d|passphrase|\bpwd\b|\bpasswd")
_RANDOM = re.compile(
    r"^random\.(?:random|randint|choice|choices|randrange|sample|getrandbits|uniform)$|"
    r"^Math\.random$|^(?:mt_rand|rand|uniqid|str_shuffle)$|^rand\.(?:Intn?|Int63n?|Int31n?|Read)$|"
    r"^new Random$|^newRandom\(.*\)\.next\w+$|"
    r"^(?:[rR]andom|rng|rnd)\.(?:nextInt|nextLong|nextBytes|Next|NextBytes)$|"
    r"^RandomStringUtils\.\w+$|^Random\.rand$"
)
_SECRET = re.compile(
    r"(?:^|[_.\W])(?:[a-z]*(?:secret|passw(?:or)?d|csrf|salt|nonce|otp|api_?key|token)|"
    r"session_?(?:id|key)|(?:auth|access|reset|refresh|verification|activation|invite|login|"
    r"bearer|security)_?(?:code|key))(?:[_\W]|$)"
)
_MAC = re.compile(
    r"(?i)(?:^|[_.\W])(?:\w*(?:signature|\bsig|hmac|digest|csrf_?token|api_?key|auth_?token|"
    r"secret(?:_key)?))(?:\(\)|[\"']\])?$"
)
_COMPUTED = re.compile(r"(?i)hmac|hexdigest|createHmac|hash_hmac|compute_?signature|\.doFinal\(")
_GIVEN = re.compile(
    r"(?i)request|header|provided|received|given|param|query|body|input|client|expected"
)


def crypto(node: "Node", look: Look) -> Iterator[Trace]:
    """See weak hashes of passwords, guessable tokens, and comparisons that take a telling time."""
    call = call_of(node)
    if call is not None:
        yield from _hash(call, look)
        yield from _guessable(call, look)
    elif re.search("compar|binary", node.type):
        yield from _compared(node, look)


def _hash(call: Call, look: Look) -> Iterator[Trace]:
    written = text(call.node)
    if not _HASHES.search(call.name) or not _WEAK.search(written[:200]):
        return
    if "usedforsecurity" in call.named:
        return
    context = " ".join((written, assigned_name(call.node), _function_name(call.node)))
    statement = _statement(call.node)
    if not (_PASSWORD.search(context) or _PASSWORD.search(statement)):
        return
    yield Trace(
        "weak-hash", look.at(call.node), shown(written),
        "A password that was hashed so fast is guessed by trying.", 0.75,
    )  # fmt: skip


def _guessable(call: Call, look: Look) -> Iterator[Trace]:
    if not _RANDOM.search(call.name):
        return
    name = _target(call.node)
    if not any(_SECRET.search(snake(one)) for one in (name, _function_name(call.node))):
        return
    if re.search(
        r"\bsecrets\b|SystemRandom|SecureRandom|crypto/rand|crypto_random", _head(call.node)
    ):
        return
    yield Trace(
        "guessable-secret", look.at(call.node), name or shown(text(call.node)),
        f"`{call.name.removeprefix('new ')}` can be predicted from a few of its numbers.", 0.75,
    )  # fmt: skip


def _target(node: "Node") -> str:
    """Give what a value goes to, through joins and comprehensions."""
    name = assigned_name(node)
    for above in around(node):
        if re.search(r"statement|function|method_d|^block", above.type) or name:
            break
        name = assigned_name(above)
    return name


def _compared(node: "Node", look: Look) -> Iterator[Trace]:
    sides = node.named_children
    sign = next((text(one) for one in node.children if not one.is_named), "")
    if len(sides) != 2 or sign not in ("==", "!=", "===", "!=="):
        return
    first, second = (text(one) for one in sides)
    if not (_MAC.search(first) or _MAC.search(second)) or any(_literal(one) for one in sides):
        return
    body = around_text(node)[:6000]
    known = _COMPUTED.search(body) or (_MAC.search(first) and _MAC.search(second))
    if not known or not (_GIVEN.search(first) or _GIVEN.search(second) or _COMPUTED.search(body)):
        return
    yield Trace(
        "timing-comparison", look.at(node), shown(text(node)),
        "It ends at the first difference, so its time tells how far a guess was right.",
        0.6 if _COMPUTED.search(body) else 0.5,
    )  # fmt: skip


def _literal(node: "Node") -> bool:
    return bool(
        re.search(r"string|number|integer|none|null|nil|true|false|undefined", node.type)
    ) or (text(node) in ("undefined", "nil", "null") or text(node).isupper())


def _statement(node: "Node") -> str:
    for above in around(node):
        if "statement" in above.type or "declaration" in above.type:
            return text(above)[:300]
    return ""


def _function_name(node: "Node") -> str:
    function = function_of(node)
    name = function.child_by_field_name("name") if function.parent is not None else None
    return text(name) if name is not None else ""


def _head(node: "Node") -> str:
    while node.parent is not None:
        node = node.parent
    return text(node)[:3000]
