"""Types as they are written in declarations: found and taken apart, from the text alone."""

import re

_AFTER_COLON = ("python", "typescript", "tsx", "javascript", "kotlin", "scala", "rust", "swift")
_ARROW = ("python", "rust", "swift")
_WRAPPERS = {
    *("Optional", "Annotated", "ClassVar", "Final", "Union", "Promise", "Awaitable", "Coroutine"),
    *("Option", "Result", "Box", "Rc", "Arc", "Ref", "RefCell", "Mutex", "RwLock", "Cow"),
    *("Readonly", "Partial", "Required", "NonNullable", "PromiseLike", "Task", "ValueTask"),
    *("Nullable", "Lazy", "shared_ptr", "unique_ptr", "weak_ptr", "Type", "type", "Future"),
    *("WeakReference", "Provider", "Supplier", "Pin", "ContextManager", "AsyncContextManager"),
}
_NOTHING = {"None", "null", "undefined", "nil", "void", "False", "NoneType"}
_NO_TYPES = {
    *("return", "new", "class", "var", "auto", "const", "let", "val", "final", "public", "private"),
    *("protected", "static", "void", "readonly", "await", "else", "case", "in", "is", "not", "and"),
    *(
        "or",
        "import",
        "from",
        "delete",
        "throw",
        "yield",
        "async",
        "def",
        "function",
        "fun",
        "func",
    ),
}
_OPEN, _CLOSE = "([{<", ")]}>"
_BEFORE = re.compile(
    r"([A-Za-z_\\][\w.:\\]*(?:<[^()=;]*?>)?(?:\[\])*)\??(?:\s*[*&]+\s*|\s+)(?:const\s+)?\$?$"
)
_LEADING = re.compile(
    r"^(?:[&*!?:]|\.\.\.|'\w+\s+|(?:mut|const|final|dyn|impl|readonly|typeof|ref|out|in|struct|inout|some|any|vararg|keyof|infer)\s+|@\w+\s+)\s*"
)


def declared(text: str, name: str, language: str) -> str:
    """Give the type that a declaration or signature gives to a name, "" if none."""
    if language == "go":
        found = re.search(rf"(?<![\w.]){re.escape(name)}(?:\s*,\s*\w+)*\s+(?!:?=)", text)
        return _until(text[found.end() :]) if found else ""
    if language in _AFTER_COLON:
        found = re.search(rf"(?<![\w.]){re.escape(name)}\s*[?!]?\s*:(?!:)\s*", text)
        return _until(text[found.end() :]) if found else ""
    for found in re.finditer(rf"(?<![\w.]){re.escape(name)}\b", text):
        before = _BEFORE.search(text[max(0, found.start() - 160) : found.start()])
        if before and before[1] not in _NO_TYPES:
            return before[1]
    return ""


def returned(signature: str, name: str, language: str) -> str:
    """Give the type of a function's result as its signature says it, "" if it does not."""
    start = re.search(
        rf"(?<![\w.]){re.escape(name)}\s*(?:<[^()]*>|\[[^()]*\])?\s*(?=\()", signature
    )
    if start is None:
        # a property: `get name: T`, or what is written before or behind it
        return declared(signature.rpartition("\n")[2], name, language)
    after = signature[_closing(signature, start.end()) :]
    while language == "scala" and after.lstrip().startswith("("):
        after = after[_closing(after, after.index("(")) :]
    if language in _ARROW or (language == "cpp" and "->" in after):
        found = re.search(r"->\s*", after)
        return _until(after[found.end() :].removesuffix(":")) if found else ""
    if language == "go":
        return after.strip()
    if language in (*_AFTER_COLON, "php"):
        found = re.match(r"\s*:\s*", after)
        return _until(after[found.end() :]) if found else ""
    head = re.sub(r"\s*(?:\w+(?:<[^()]*>)?::)+$", "", signature[: start.start()])
    before = _BEFORE.search(f"{head.rstrip()} ")
    return before[1] if before and before[1] not in _NO_TYPES else ""


def parts(text: str) -> tuple[str, tuple[str, ...]]:
    """Give a type's name, freed of what is wrapped around it, and its arguments.

    A list written with brackets has the name "[]".
    """
    for _ in range(8):
        text = _bare(text)
        if mapped := re.match(r"map\[[^\]]*\](.+)", text):
            return "[]", (mapped[1],)
        found = re.match(r"([\w.$\\]+(?:::[\w]+)*)\s*(?:::)?([<\[])", text)
        if found is None:
            break
        end = _closing(text, found.end() - 1)
        inner = split(text[found.end() : end - 1])
        name = found[1]
        if text[end:].strip().startswith("[") or (found[2] == "[" and not inner):
            return "[]", (text[:end] if inner else name,)
        if re.split(r"[.:\\]", name)[-1] not in _WRAPPERS or not inner:
            return name, tuple(inner)
        text = next((one for one in inner if one.strip() not in _NOTHING), inner[0])
    if found := re.match(r"\[\d*\]\s*(.+)|\[([^\]]+)\]$", text):
        return "[]", (found[1] or found[2],)
    found = re.match(r"[\w.$\\]+(?:::\w+)*", text)
    return (found[0].lstrip("\\") if found else ""), ()


def element(text: str) -> str:
    """Give the type of what a container of this type holds, "" if it is not known."""
    name, arguments = parts(text)
    if re.split(r"[.:]", name)[-1] in ("dict", "Dict", "Mapping", "Map", "HashMap", "map"):
        return arguments[-1] if arguments else ""
    # `Iterator<Item = T>` in Rust
    return re.sub(r"^\w+\s*=\s*", "", arguments[0]) if arguments else ""


def split(text: str, marks: str = ",") -> list[str]:
    """Split a text at these characters where they are not within brackets or quotes."""
    found, depth, last, quote = [], 0, 0, ""
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'`":
            quote = character
        elif character in _OPEN:
            depth += 1
        elif character in _CLOSE and text[at - 1 : at] not in ("-", "="):
            depth -= 1
        elif character in marks and depth <= 0:
            found.append(text[last:at])
            last = at + 1
    found.append(text[last:])
    return [one.strip() for one in found if one.strip()]


def _bare(text: str) -> str:
    """Take off marks, quotes, key words and alternatives that stand for nothing."""
    text = text.strip().strip("\"'").strip()
    while found := _LEADING.match(text):
        text = text[found.end() :]
    if text.startswith("(") and _closing(text, 0) == len(text):
        text = text[1:-1]
        text = (split(text) or [""])[0]
    for one in split(text, "|"):
        if one not in _NOTHING:
            return one.strip().rstrip("?!&* ").strip("\"'")
    return ""


def _until(text: str) -> str:
    """Give the type that a text begins with: up to what ends a declaration."""
    depth = 0
    for at, character in enumerate(text):
        if character in _OPEN:
            if character == "{" and depth == 0:
                return text[:at].strip()
            depth += 1
        elif character in _CLOSE and text[at - 1 : at] not in ("-", "="):
            if depth == 0:
                return text[:at].strip()
            depth -= 1
        elif depth == 0 and character in ",;=\n":
            return text[:at].strip()
    return text.strip()


def _closing(text: str, at: int) -> int:
    """Give the offset behind the bracket that closes the one here."""
    depth = 0
    for place in range(at, len(text)):
        if text[place] in _OPEN and not (
            text[place] == "<" and text[place + 1 : place + 2] in "<="
        ):
            depth += 1
        elif text[place] in _CLOSE and text[place - 1 : place] not in ("-", "="):
            depth -= 1
            if depth <= 0:
                return place + 1
    return len(text)
