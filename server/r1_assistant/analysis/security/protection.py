"""Protection that is switched off: certificates, cookies, permissions, debug mode."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from r1_assistant.analysis.security.look import Look, shown
from r1_assistant.analysis.security.nodes import around, text
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node


class _Switch(NamedTuple):
    pattern: re.Pattern[str]
    kind: str
    basis: str
    strength: float


def _switch(kind: str, basis: str, strength: float, pattern: str) -> _Switch:
    return _Switch(re.compile(pattern), kind, basis, strength)


_CERTIFICATE = "Nobody checks whose certificate it is, so anybody between can read and change it."

_SWITCHES = (
    _switch("certificate-check", _CERTIFICATE, 0.85,
        r"^(?:verify|verify_ssl|ssl_verify|verify_certs|validate_certs?|check_hostname) *= *False$"
        r"|^[\w.]+\.(?:verify|check_hostname) *= *False$|^[\w.]*verify_mode *= *ssl\.CERT_NONE$"
        r"|^[\w.]*cert_reqs *= *(?:ssl\.CERT_NONE|[\"']CERT_NONE[\"'])$"
        r"|^(?:[\w.]+ *= *)?ssl\._create_unverified_context(?:\(\))?$"
        r"|^[\"']?(?:rejectUnauthorized|strictSSL)[\"']? *[:=] *false$"
        r"|^InsecureSkipVerify *[:=] *true$|^\w+\.InsecureSkipVerify *= *true$"
        r"|^[\w.\[\]'\"]*NODE_TLS_REJECT_UNAUTHORIZED[\"'\]]* *[:=] *[\"']?0[\"']?$"
        r"|^(?:verify_mode|:verify_mode|[\w.]+\.verify_mode) *[:=]?=?>? *OpenSSL::SSL::VERIFY_NONE$"
        r"|^(?:\w+\.)*(?:ALLOW_ALL_HOSTNAME_VERIFIER|NoopHostnameVerifier\.INSTANCE)$"
        r"|^curl_setopt\([^,]+, *CURLOPT_SSL_VERIFY(?:PEER|HOST), *(?:false|0|FALSE)\)$"
        r"|^[\w.]*ServerCertificate(?:Custom)?ValidationCallback *\+?= *.*=> *(?:\{ *return *)?true"
        r"|^danger_accept_invalid_certs\(true\)$|\.danger_accept_invalid_certs\(true\)$"),
    _switch("signature-check", "Nobody checks who signed it, so anybody can write one.", 0.85,
        r"^[\"']verify_signature[\"']: *False$|^algorithms? *= *\[? *[\"']none[\"'] *\]?$"
        r"|^algorithms?: *\[? *[\"']none[\"'] *\]?$"),
    _switch("wide-permissions", "Every account of the machine can write to it.", 0.7,
        r"^(?:os\.)?(?:chmod|fchmod|lchmod)\(.*, *(?:0o?777|0o?666|stat\.S_IRWXO)\)$"
        r"|^[\w.]+\.chmod\((?:0o?777|0o?666)\)$|^(?:os\.)?umask\((?:0|0o0|0o?000)\)$"
        r"|^(?:os|fs|ioutil|syscall)\.(?:chmodSync|chmod|Chmod|MkdirAll|Mkdir|OpenFile|WriteFile)"
        r"\(.*, *(?:0o?777|0o?666|[\"']777[\"'])\)$|^umask\(0\)$"),
    _switch("debug-mode", "In debug mode a server may run what it is sent.", 0.65,
        r"^(?:app|application|server|socketio)\.run\(.*\bdebug *= *True.*\)$"),
    _switch("open-origin", "Every website may send requests with the user's cookies.", 0.75,
        r"(?s)^(?:CORS|cors|\w+\.add_middleware|CORSMiddleware)\((?=.*(?:origins?|"
        r"allow_origins|origin)"
        r"[\"']?[:=] *(?:\[ *)?(?:[\"']\*[\"']|true\b))(?=.*credentials[\"']?[:=] *[tT]rue).*\)$"),
    _switch("unprotected-cookie", "A script, or a plain connection, can read the cookie.", 0.6,
        r"^(?:SESSION|CSRF|REMEMBER)_COOKIE_(?:SECURE|HTTPONLY) *= *False$"
        r"|^httpOnly: *false$|^\w+\.(?:setHttpOnly|setSecure)\(false\)$"),
    _switch("escaping-off", "Nothing that a template puts into a page is escaped any more.", 0.65,
        r"^autoescape *= *False$"),
    _switch("csrf-off", "Other websites can send this request in the user's name.", 0.6,
        r"^@?csrf_exempt$|^WTF_CSRF_ENABLED *= *False$|"
        r"^skip_before_action *:verify_authenticity_token$"
        r"|^\w*\.?csrf\(\)\.disable\(\)$|\.csrf\(\)\s*\.disable\(\)$"),
)  # fmt: skip
_WORDS = re.compile(
    r"(?i)verif|check_hostname|cert|rejectUnauth|strictSSL|InsecureSkip|TLS_REJECT|HOSTNAME_VER|"
    r"HostnameVerifier|algorithm|chmod|umask|mkdir|openfile|writefile|\.run\(|cors|middleware|"
    r"COOKIE_|httponly|setsecure|autoescape|csrf"
)
_TYPES = re.compile(
    r"assign|argument$|keyword|pair|keyed_element|call|invocation|decorator$|declarator|"
    r"field_access|"
    r"member_access|selector|attribute$|property|scoped"
)
_CHOICES = re.compile(
    r"(?i)verif|insecure|ssl|tls|cert|skip|trust|check|debug|dev|local|self_signed"
)
_DEVELOPMENT = re.compile(r"(?i)(?:^|[/_.-])(?:dev|devel|development|local|debug|sandbox|demo)")


def protection(node: "Node", look: Look) -> Iterator[Trace]:
    """See what switches a protection off, unless that is for development."""
    size = node.end_byte - node.start_byte
    if size > 400 or not _TYPES.search(node.type):
        return
    written = text(node)
    if not _WORDS.search(written) or ("=" in written and _is_parameter(node)):
        return
    written = " ".join(written.split())
    for switch in _SWITCHES:
        if switch.pattern.search(written) and not _DEVELOPMENT.search(look.path):
            strength = 0.35 if _is_choice(node) else switch.strength
            yield Trace(switch.kind, look.at(node), shown(written), switch.basis, strength)
            return


def _is_choice(node: "Node") -> bool:
    """Tell whether a condition around asks whether somebody wants that."""
    conditions = (above.child_by_field_name("condition") for above in around(node))
    return any(one is not None and _CHOICES.search(text(one)) for one in conditions)


def _is_parameter(node: "Node") -> bool:
    """A default value is a choice that callers have."""
    above = node.parent
    return above is not None and "parameter" in above.type
