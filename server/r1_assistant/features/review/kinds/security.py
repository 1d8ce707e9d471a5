"""What lets others do more than they should."""

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.kinds.kind import Kind


def _kind(
    suspicion: str,
    question: str,
    remedy: str,
    weight: float,
    *,
    severity: Severity = Severity.ERROR,
    fixable: bool = True,
) -> Kind:
    return Kind(Category.SECURITY, severity, suspicion, question, remedy, weight, fixable)


_CHOOSES = "Who can choose `{subject}`, and what can they do with it?"
_BETWEEN = "What can someone do who sits between this program and the server?"

KINDS = {
    "sql-injection": _kind(
        "puts a value into the text of an SQL statement (SQL injection)",
        _CHOOSES,
        "Keep the text of the statement constant and pass the value as a parameter.",
        0.9,
    ),
    "shell-injection": _kind(
        "puts a value into a shell command (command injection)",
        _CHOOSES,
        "Pass a list of arguments, without a shell.",
        0.85,
    ),
    "path-traversal": _kind(
        "opens a file that a request names (path traversal)",
        _CHOOSES,
        "Check that the path stays in its folder.",
        0.8,
        fixable=False,
    ),
    "request-forgery": _kind(
        "asks a server that a request names (request forgery)",
        _CHOOSES,
        "Allow only the servers that are meant.",
        0.7,
        fixable=False,
    ),
    "open-redirect": _kind(
        "sends the browser wherever a request says (open redirect)",
        _CHOOSES,
        "Allow only addresses of this site.",
        0.7,
        severity=Severity.WARNING,
        fixable=False,
    ),
    "html-injection": _kind(
        "puts a value into HTML without escaping it (cross-site scripting)",
        _CHOOSES,
        "Set it as text, or escape it.",
        0.8,
    ),
    "code-injection": _kind(
        "runs a value as code",
        _CHOOSES,
        "Read it with a parser of data, or choose among what is known.",
        0.75,
    ),
    "unsafe-load": _kind(
        "runs code that is in its input",
        "What can someone do who chooses the input?",
        "Read it by what can only give data (yaml.safe_load, json).",
        0.7,
    ),
    "external-entities": _kind(
        "lets an XML document read files and addresses (external entities)",
        "What can someone do who chooses the document?",
        "Turn off external entities and document types.",
        0.65,
        fixable=False,
    ),
    "certificate-check": _kind(
        "turns off the check of the server's certificate",
        _BETWEEN,
        "Leave the check on.",
        0.85,
    ),
    "signature-check": _kind(
        "turns off the check of a token's signature",
        "What can someone write into the token?",
        "Leave the check on, and name the algorithm.",
        0.85,
    ),
    "wide-permissions": _kind(
        "gives every account of the machine access (`{subject}`)",
        "Who else can change the file, and what reads it?",
        "Give access to the owner only.",
        0.65,
        severity=Severity.WARNING,
    ),
    "debug-mode": _kind(
        "starts a server in debug mode",
        "What does the server show or run for whoever reaches it?",
        "Take the mode from the settings, and off by default.",
        0.65,
        severity=Severity.WARNING,
    ),
    "open-origin": _kind(
        "lets every website send requests with the user's cookies",
        "What can a website do that the user visits?",
        "Name the origins that are meant.",
        0.7,
        fixable=False,
    ),
    "unprotected-cookie": _kind(
        "takes a protection off a cookie (`{subject}`)",
        "Who can read the cookie now?",
        "Leave the protection on.",
        0.6,
        severity=Severity.WARNING,
    ),
    "escaping-off": _kind(
        "turns off the escaping of templates",
        "Which values go into a page, and who chooses them?",
        "Leave it on, and mark what is safe.",
        0.65,
    ),
    "csrf-off": _kind(
        "turns off the protection against forged requests",
        "What can another website make the user do?",
        "Leave it on, or check the sender in another way.",
        0.6,
        severity=Severity.WARNING,
        fixable=False,
    ),
    "weak-hash": _kind(
        "hashes a password in a way that is guessed by trying",
        "How long does it take to try all common passwords?",
        "Use a slow, salted hash (scrypt, bcrypt, Argon2).",
        0.75,
        fixable=False,
    ),
    "guessable-secret": _kind(
        "makes a secret from numbers that can be predicted",
        "What can someone do who predicts `{subject}`?",
        "Use a generator made for secrets.",
        0.75,
    ),
    "timing-comparison": _kind(
        "compares a secret in a time that depends on it",
        "What can someone learn by sending many guesses?",
        "Compare by a function that always takes the same time.",
        0.65,
        severity=Severity.WARNING,
    ),
    "hard-coded-secret": _kind(
        "has a secret in the source",
        "Who can read it, and what can they do with it?",
        "Withdraw it, and read the new one from the environment or a file outside.",
        0.8,
        fixable=False,
    ),
}
