import pytest

from r1_assistant.analysis.security.cleaned import cleaned
from support.hunk_views import traced


@pytest.mark.parametrize(
    ("path", "old", "new", "name"),
    [
        ("a.py", "out = f(html.escape(name))\n", "out = f(name)\n", "html.escape"),
        ("a.py", "path = secure_filename(name)\n", "path = name\n", "secure_filename"),
        ("a.py", "run(shlex.quote(a))\n", "run(a)\n", "shlex.quote"),
        ("a.js", "u.x = encodeURIComponent(q) + 1;\n", "u.x = q + 1;\n", "encodeURIComponent"),
        ("a.js", "el.x = DOMPurify.sanitize(v, o);\n", "el.x = v;\n", "DOMPurify.sanitize"),
        ("a.go", "\tp := filepath.Clean(name)\n", "\tp := name\n", "filepath.Clean"),
        ("a.php", "<?php\necho htmlspecialchars($a);\n", "<?php\necho $a;\n", "htmlspecialchars"),
        ("A.java", "w.print(Encode.escapeHtml(a));\n", "w.print(a);\n", "Encode.escapeHtml"),
    ],
)
def test_a_cleaning_call_that_went_away(path: str, old: str, new: str, name: str) -> None:
    (trace,) = traced(cleaned, path, old, new)
    assert trace.kind == "dropped-escape"
    assert trace.subject in new
    assert name in trace.basis
    assert trace.line == new.count("\n")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.py", "out = f(html.escape(name))\n", "name = html.escape(name)\nout = f(name)\n"),
        ("a.py", "out = f(html.escape(name))\n", "out = f(html.escape(name.strip()))\n"),
        ("a.py", "out = unescape(name)\n", "out = name\n"),
        ("a.py", "out = re.escape(name)\n", "out = name\n"),
        ("a.py", "out = str(name)\n", "out = name\n"),
        ("a.js", "x = encodeURIComponent(q);\n", "x = build(q);\n"),
        ("tests/test_a.py", "out = escape(name)\n", "out = name\n"),
        ("a.go", "\tp := filepath.Join(name)\n", "\tp := name\n"),
        ("A.java", "w.print(escapeHtml(a));\n", "w.print(escapeXml(a));\n"),
    ],
)
def test_what_is_still_clean(path: str, old: str, new: str) -> None:
    assert traced(cleaned, path, old, new) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.py", "ok = hmac.compare_digest(mac, given)\n", "ok = mac == given\n"),
        ("a.js", "ok = crypto.timingSafeEqual(mac, given);\n", "ok = mac === given;\n"),
        ("a.go", "\tok := hmac.ConstantTimeCompare(mac, given) == 1\n", "\tok := mac == given\n"),
        ("A.java", "ok = MessageDigest.isEqual(mac, given);\n", "ok = mac.equals(given);\n"),
    ],
)
def test_a_comparison_that_tells(path: str, old: str, new: str) -> None:
    (trace,) = traced(cleaned, path, old, new)
    assert (trace.kind, trace.line) == ("timing-comparison", 1)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.py", "ok = compare_digest(mac, given)\n", "ok = hmac.compare_digest(mac, given)\n"),
        ("a.py", "ok = compare_digest(mac, given)\n", "ok = verified(mac, given)\n"),
        ("a.js", "ok = timingSafeEqual(mac, given);\n", "ok = mac.length === 3;\n"),
        ("a.js", "ok = a === b;\n", "ok = b === a;\n"),
    ],
)
def test_other_comparisons(path: str, old: str, new: str) -> None:
    assert traced(cleaned, path, old, new) == []
