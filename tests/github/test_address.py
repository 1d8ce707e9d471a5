import pytest

from r1_assistant.domain.errors import UsageError
from r1_assistant.github.address import PUBLIC, api_at, pull_at, repository_at


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (PUBLIC, "github.com"),
        ("https://api.github.com/", "github.com"),
        ("https://ghe.example/api/v3", "ghe.example"),
        ("https://GHE.example:8443/api/v3/", "ghe.example:8443"),
        ("https://api.tenant.ghe.com", "tenant.ghe.com"),
        ("https://api.other.example", "api.other.example"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://localhost:1/api/v3", "localhost:1"),
        ("http://[::1]:1", "::1:1"),
    ],
)
def test_the_host_of_an_api(url: str, host: str) -> None:
    assert api_at(url).host == host
    assert not api_at(url).url.endswith("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://ghe.example/api/v3",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "ftp://127.0.0.1",
        "ghe.example",
        "https://",
        "https://name:secret@ghe.example",
        "https://ghe.example/api/v3?x=1",
        "https://ghe.example/#x",
        "https://ghe.example:port",
        "https://[",
        "https://ghe.exa mple",
        "https://ghe.example\\@evil.example",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_other_address_is_asked(url: str) -> None:
    with pytest.raises(UsageError) as raised:
        api_at(url)
    assert raised.value.hint
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "octo/app#7",
        " octo/app#7 ",
        "https://github.com/octo/app/pull/7",
        "https://github.com/octo/app/pull/7/files#diff-1",
        "https://GitHub.com/octo/app/pull/7?w=1",
    ],
)
def test_a_pull_request(text: str) -> None:
    assert str(pull_at(text, api_at(PUBLIC))) == "octo/app#7"


@pytest.mark.parametrize(
    "text",
    [
        "octo/app",
        "octo/app#0",
        "octo/app#-1",
        "octo/app#1#2",
        "octo/..#7",
        "octo/.#7",
        "octo/a/b#7",
        "../app#7",
        "octo/app#99999999999",
        "https://github.com/octo/app/issues/7",
        "https://github.com/octo/app/pull/x",
        "https://github.com/octo/../pull/7",
        "src/",
        "#7",
        "",
    ],
)
def test_no_pull_request(text: str) -> None:
    with pytest.raises(UsageError, match="names no pull request"):
        pull_at(text, api_at(PUBLIC))


@pytest.mark.parametrize(
    ("page", "api"),
    [
        ("https://ghe.example/octo/app/pull/7", "https://ghe.example/api/v3"),
        ("https://tenant.ghe.com/octo/app/pull/7", "https://api.tenant.ghe.com"),
        ("https://github.com.evil.example/o/r/pull/7", "https://github.com.evil.example/api/v3"),
    ],
)
def test_a_page_chooses_no_api(page: str, api: str) -> None:
    with pytest.raises(UsageError) as raised:
        pull_at(page, api_at(PUBLIC))
    assert f"--api-url {api}" in raised.value.hint


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://github.com/octo/app.git", "github.com"),
        ("https://github.com/octo/app", "github.com"),
        ("https://user@github.com/octo/app/", "github.com"),
        ("git@github.com:octo/app.git", "github.com"),
        ("github.com:octo/app", "github.com"),
        ("ssh://git@github.com/octo/app.git", "github.com"),
        ("ssh://git@ssh.github.com:443/octo/app.git", "github.com"),
        ("ssh://git@ghe.example:2222/octo/app", "ghe.example"),
        ("http://127.0.0.1:81/octo/app.git", "127.0.0.1:81"),
    ],
)
def test_a_remote(url: str, host: str) -> None:
    found = repository_at(url)
    assert found is not None
    assert (found[0], str(found[1])) == (host, "octo/app")


@pytest.mark.parametrize(
    "url",
    ["/srv/git/app.git", "../app", "C:\\git\\app", "https://host/a/b/c", "https://[", "x:y", ""],
)
def test_a_remote_of_another_kind(url: str) -> None:
    assert repository_at(url) is None
