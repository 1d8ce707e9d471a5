"""Secrets, and what only looks like one; put together here, so that none stands in the file."""

import pytest

from r1_assistant.analysis.security.credentials import credentials
from r1_assistant.analysis.security.secret_values import looks_secret, secret_form
from support.hunk_views import traced

PY, JS, GO, JAVA, MD = "app.py", "app.js", "app.go", "App.java", "a.md"
VALUE = "q7Zx91mP" + "k2Lw8aBcR4"
HEX = "9f86d081884c7d65" + "9a2feaa0c55ad015"
AWS = "AKIA" + "Q3ZT7PLM2NXVB5RD"
GITHUB = "ghp_" + "k3Jd82hLq0Xv7Bn5Rt1Yw9Pz4Mc6Gs8FaQeT"
STRIPE = "sk_" + "live_" + "9aK2mQ7xT4vB8nL1pR5wZ3cd"
SLACK = "xoxb" + "-2748193650-7391826450-KqWeRtYuIoPaSdFg"
GOOGLE = "AIza" + "SyB7dK2mQ9xT4vN8nL1pR5wZ3cdEfGhIjKl"
BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
BEGIN = "-----BEGIN " + "RSA PRIVATE KEY-----"

SECRETS = [
    (PY, f'API_KEY = "{VALUE}"\n'),
    (PY, f'api_key = "{HEX}"\n'),
    (PY, 'DB_PASSWORD = "hunter2Xk!9"\n'),
    (PY, f'settings = {{"client_secret": "{VALUE}"}}\n'),
    (PY, f'connect(host, password="{VALUE}")\n'),
    (PY, f'SECRET_KEY = os.environ.get("SECRET_KEY", "{VALUE}")\n'),
    (PY, f'def login(user, password="{VALUE}"):\n    pass\n'),
    (PY, f'if password == "{VALUE}":\n    admit()\n'),
    (PY, f'key = "{AWS}"\n'),
    (PY, f'DSN = "postgres://app:{VALUE}@db7.internal/main"\n'),
    (PY, f'config.auth_token = "{VALUE}"\n'),
    (JS, f'const apiKey = "{VALUE}";\n'),
    (JS, f"const config = {{ jwtSecret: '{VALUE}' }};\n"),
    (JS, f'const github = "{GITHUB}";\n'),
    (JS, f'stripe("{STRIPE}");\n'),
    (JS, f"const token = process.env.TOKEN || '{VALUE}';\nconst a = '{SLACK}';\n"),
    (JS, f'const pem = "{BEGIN}\\n{BODY}";\n'),
    (JAVA, f'class A {{ private static final String PASSWORD = "{VALUE}"; }}\n'),
    (JAVA, f'class A {{ void f() {{ source.setPassword("{VALUE}"); }} }}\n'),
    (GO, f'package a\n\nconst apiKey = "{VALUE}"\n'),
    (GO, f'package a\n\nvar c = Config{{Secret: "{VALUE}"}}\n'),
    ("a.rb", f'api_secret = "{VALUE}"\n'),
    ("a.php", f"<?php $password = '{VALUE}';\n"),
    ("a.yaml", f"db:\n  password: {VALUE}\n"),
    ("a.json", f'{{\n  "apiKey": "{VALUE}"\n}}\n'),
    ("a.toml", f'auth_token = "{VALUE}"\n'),
    (MD, f"Call it with {GOOGLE}.\n"),
    ("a.yaml", f"key: |\n  {BEGIN}\n  {BODY}\n"),
    ("a.cs", f'class A {{ string c = "Server=db;User Id=app;Password={VALUE};"; }}\n'),
]


@pytest.mark.parametrize(("path", "new"), SECRETS)
def test_secrets_are_seen(path: str, new: str) -> None:
    found = [trace for trace in traced(credentials, path, "", new) if trace.strength >= 0.5]
    assert {trace.kind for trace in found} == {"hard-coded-secret"}
    assert VALUE not in "".join(trace.subject + trace.basis for trace in found)


LOOKALIKES = [
    (PY, 'api_key_id = "3f2b8c1e-5d4a-4f6b-9c7d-8e9f0a1b2c3d"\n'),
    (PY, 'token = "3f2b8c1e-5d4a-4f6b-9c7d-8e9f0a1b2c3d"\n'),
    (PY, f'SHA256 = "{HEX}{HEX}"\n'),
    (PY, f'token_hash = "{HEX}"\n'),
    (PY, f'expected_digest = "{HEX}"\n'),
    (PY, f'COMMIT = "{HEX[:40]}"\n'),
    (PY, f'public_key = "{VALUE}"\n'),
    (PY, 'API_KEY = "YOUR_API_KEY_1"\n'),
    (PY, 'API_KEY = "your-api-key-here-1"\n'),
    (PY, 'api_key = "xxxxxxxxxxxx1234"\n'),
    (PY, 'password = "changeme123"\n'),
    (PY, 'password = "<password1>"\n'),
    (PY, 'secret = "example-secret-42"\n'),
    (PY, 'key = "AKIA' + 'IOSFODNN7EXAMPLE"\n'),
    (PY, 'PASSWORD_FIELD = "password_input2"\n'),
    (PY, 'SECRET_KEY = os.environ["SECRET_KEY_V2"]\n'),
    (PY, 'password = getpass("Password 1: ")\n'),
    (PY, 'TOKEN_URL = "https://a.example/oauth2/token"\n'),
    (PY, 'token = "Bearer " + value1\n'),
    (PY, 'password = f"{user}-{year}2024"\n'),
    (PY, "password = self.cleaned_data.get(password_field_name1)\n"),
    (PY, 'secret_name = "db-credentials-v22"\n'),
    (PY, 'next_page_token = "CAUQAA7f3kK2mQ9x"\n'),
    (PY, 'csrf_token = "csrfmiddlewaretoken1"\n'),
    (
        PY,
        'icon = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI"\n',
    ),
    (PY, f'"""Set `password = "{VALUE}"` first."""\n'),
    (PY, 'password_hash = "pbkdf2_sha256$260000$q7Zx91mPk2Lw$8aBcR4vT"\n'),
    (PY, 'PAD_TOKEN = "<|pad7|>"\n'),
    (PY, 'password = "postgres"\n'),
    (PY, 'DSN = "postgres://user:password@localhost/test"\n'),
    (PY, 'DSN = "postgres://app:${DB_PASSWORD1}@db7.internal/main"\n'),
    (PY, f'if line.startswith("{BEGIN}"):\n    read(line)\n'),
    (PY, 'PEM = "-----BEGIN ' + "PUBLIC KEY-----\\n" + BODY + '"\n'),
    ("tests/test_login.py", f'password = "{VALUE}"\n'),
    ("spec/fixtures/a.js", f'const apiKey = "{VALUE}";\n'),
    (JS, "const tokenType = 'access_token_v2';\n"),
    (JS, "const secretKeyPath = '/run/secrets/key1';\n"),
    (JS, f"const integrity = 'sha512-{VALUE}';\n"),
    (JS, "const messages = { password: 'Password must have 8 characters' };\n"),
    (JAVA, 'class A { static final String TOKEN_HEADER = "X-Auth-Token-2"; }\n'),
    (GO, 'package a\n\nconst tokenEnv = "AUTH_TOKEN_V2"\n'),
    (GO, 'package a\n\nvar c = Config{Token: os.Getenv("API_TOKEN_1")}\n'),
    ("package-lock.json", f'{{\n  "token": "{VALUE}"\n}}\n'),
    ("a.json", f'{{\n  "integrity": "sha512-{VALUE}"\n}}\n'),
    ("a.yaml", "password: ${{ secrets.DB_PASSWORD_1234 }}\n"),
    ("a.yaml", "secretName: db0credentials1\n"),
    (MD, f"password: {VALUE}\n"),
]


@pytest.mark.parametrize(("path", "new"), LOOKALIKES)
def test_lookalikes_are_left_alone(path: str, new: str) -> None:
    found = traced(credentials, path, "", new)
    assert [trace for trace in found if trace.strength >= 0.5] == []


def test_there_are_as_many_as_promised() -> None:
    assert len(SECRETS) >= 25
    assert len(LOOKALIKES) >= 40


def test_a_secret_that_was_there_is_no_news() -> None:
    old = f'API_KEY = "{VALUE}"\n'
    assert traced(credentials, PY, old, old.replace("API_KEY", "API_TOKEN")) == []


@pytest.mark.parametrize("value", [VALUE, AWS])
def test_a_form_alone_is_enough_only_for_keys(value: str) -> None:
    assert secret_form(f"x {value}") == ("" if value == VALUE else AWS)
    assert looks_secret("colour", value) == 0
