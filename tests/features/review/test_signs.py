import pytest

from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.evidence import evidence
from r1_assistant.features.review.kinds import KINDS
from r1_assistant.features.review.select import select
from r1_assistant.features.review.signs import SIGNS
from support.changes import change_of, piece_of

PY, JS, GO, C, JAVA = "a.py", "a.js", "a.go", "a.c", "A.java"


def signs(path: str, new: str, old: str = "") -> list[tuple[int, str]]:
    found = evidence(piece_of(path, old, new))
    return [(each.line.new_number or 0, each.suspicion) for each in found]


@pytest.mark.parametrize(
    ("path", "new", "line", "about"),
    [
        (PY, "try:\n    f()\nexcept Exception:\n    pass\n", 3, "every error"),
        (PY, "try:\n    f()\nexcept:\n\n    pass\n", 3, "every error"),
        (JAVA, "try { f(); }\ncatch (Exception e) {\n}\n", 2, "every error"),
        (JS, "try { f(); } catch (e) {}\n", 1, "every error"),
        (JS, "f().catch(() => {});\n", 1, "every error"),
        (GO, "data, _ := os.ReadFile(path)\n", 1, "error"),
        (JS, "for (let i = 0; i <= a.length; i++) {\n  f(a[i]);\n}\n", 1, "off by one"),
        (PY, "for i in range(len(a) + 1):\n    f(a[i])\n", 1, "off by one"),
        (JS, "if (user.role = 'admin') {\n", 1, "assigns"),
        (PY, "def f(a, b=[]):\n    b.append(a)\n", 1, "default"),
        (PY, "file = open(path)\nprint(file.read())\n", 1, "opens"),
        (PY, "for a in items:\n    items.remove(a)\n", 2, "loop"),
        (GO, "m.Lock()\nif x {\n\treturn\n}\nm.Unlock()\n", 1, "lock"),
    ],
)
def test_signs(path: str, new: str, line: int, about: str) -> None:
    (found,) = signs(path, new)
    assert found[0] == line
    assert about in found[1]


@pytest.mark.parametrize(
    ("path", "new"),
    [
        (PY, 'TEXT = """\ntry:\n    f()\nexcept Exception:\n    pass\n"""\n'),
        (PY, "x = 1  # data = open(path)\n"),
        (JS, "const s = `\nif (user.role = 'admin') {\n`;\n"),
        (GO, "/*\n\tdata, _ := os.ReadFile(path)\n*/\nvar x = 1\n"),
        (PY, "try:\n    f()\nexcept KeyError:\n    pass\n"),
        (PY, "try:\n    f()\nexcept Exception:\n    log.exception('f')\n"),
        (JAVA, "try { f(); } catch (NumberFormatException e) {\n}\n"),
        (GO, "value, _ := cache[key]\n"),
        (C, "for (i = 0; i <= n; i++)\n    sum += i;\n"),
        (PY, "for i in range(1, len(a) + 1):\n    f(a[i - 1])\n"),
        (JS, "if (a === b) {\n"),
        (JS, "while (node = node.next) {\n"),
        (PY, "def f(a, b=[]):\n    return a in b\n"),
        (PY, "with open(path) as file:\n    print(file.read())\n"),
        (PY, "file = open(path)\nreturn Reader(file)\n"),
        (PY, "for a in items:\n    if a.old:\n        items.remove(a)\n        break\n"),
        (GO, "m.Lock()\ndefer m.Unlock()\nif x {\n\treturn\n}\n"),
    ],
)
def test_lookalikes_show_nothing(path: str, new: str) -> None:
    assert signs(path, new) == []


def test_what_the_old_side_did_already_is_no_news() -> None:
    old = "try:\n    f()\nexcept Exception:\n    pass\n"
    new = "try:\n    g()\nexcept Exception:\n    pass  # it may fail\n"
    assert signs(PY, new, old) == []


def test_a_line_of_context_is_not_accused() -> None:
    old = "a = open(path)\n"
    assert signs(PY, old + "b = 1\n", old) == []


def test_a_sign_over_two_lines_is_seen_where_a_hunk_is_cut() -> None:
    new = "x = 1\n" * 38 + "try:\n    f()\nexcept Exception:\n    pass\n"
    first, second = select(change_of(PY, "", new), ReviewConfig(max_hunk_lines=41)).pieces
    (found,) = evidence(first)
    assert found.line.new_number == 41
    assert list(evidence(second)) == []


CONFLICT = "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> topic\n"
KEY = "AKIA" + "Q3ZT7PLM2NXVB5RD"
SECRET = "q7Zx91mPk2Lw8"


@pytest.mark.parametrize(
    ("path", "new", "line", "about"),
    [
        *[(path, CONFLICT, 1, "merge conflict") for path in ("a.yaml", "a.md", "a.css", PY, GO)],
        ("a.json", "{\n}\n>>>>>>> topic\n", 3, "merge conflict"),
        ("a.json", f'{{"password": "{SECRET}"}}\n'.replace("}", "\n}"), 1, "secret"),
        ("a.json", f'{{\n  "apiKey": "{SECRET}",\n}}\n', 2, "secret"),
        ("a.yaml", f"db_password: {SECRET}\n", 1, "secret"),
        ("a.yaml", f"client-secret: '{SECRET}'  # ours\n", 1, "secret"),
        ("a.toml", f'auth_token = "{SECRET}"\n', 1, "secret"),
        *[(path, f"export K={KEY}\n", 1, "key") for path in ("a.md", "a.html", "a.sh", "a.yaml")],
        (PY, f'K = "{KEY}"\n', 1, "key"),
        ("a.yaml", "key: |\n  -----BEGIN RSA PRIVATE KEY-----\n", 2, "key"),
    ],
)
def test_signs_of_data_and_documents(path: str, new: str, line: int, about: str) -> None:
    (found,) = signs(path, new)
    assert found[0] == line
    assert about in found[1]


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("a.md", "Don't write `requests.get(url, verify=False)`.\n"),
        ("a.md", "```sh\n" + CONFLICT + "```\n"),
        ("a.md", "Title\n=======\n"),
        ("a.md", "'select a from b where c = ' + d is wrong.\n"),
        ("a.md", f"password: {SECRET}\n"),
        ("a.md", "Set AKIAIOSFODNN7EXAMPLE.\n"),
        ("a.yaml", "items.remove(a): 1\nInsecureSkipVerify: true\n"),
        ("a.yaml", "password: ${{ secrets.DB_PASSWORD_1234 }}\n"),
        ("a.yaml", "secretName: db0credentials1\nsecret: db-credentials-v22\n"),
        ("a.yaml", "password: changeme12345\n"),
        ("a.json", '{"token": "<token>", "max_tokens": 100000000000}\n'),
        ("a.json", f'{{"next_token": "{SECRET}"}}\n'),
        ("a.json", f'{{"integrity": "sha512-{SECRET}"}}\n'),
        ("a.css", ".token:hover { color: red; }\n"),
        ("a.html", "<p>for (i = 0; i <= a.length; i++) a[i]</p>\n"),
    ],
)
def test_prose_and_data_are_no_code(path: str, new: str) -> None:
    assert signs(path, new) == []


def test_what_was_a_mark_or_a_key_before_is_not_told_again() -> None:
    assert signs("a.md", f"B {KEY}\n", old=f"A {KEY}\n") == []


PERL = "a.pl"


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        ('my $q = "SELECT a FROM t WHERE b = ${b}";\n', "sql-injection"),
        ("shell_exec('ls ' + x);\n", "shell-injection"),
        ('$password = "q7Zx91mPk2Lw8";\n', "hard-coded-secret"),
    ],
)
def test_without_a_grammar_lines_are_read_by_their_letters(new: str, kind: str) -> None:
    assert kind in {each.kind for each in evidence(piece_of(PERL, "", new))}


def test_each_sign_is_of_a_known_kind() -> None:
    assert {sign.kind for sign in SIGNS} <= set(KINDS)
