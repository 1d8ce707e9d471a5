from email.message import Message
from urllib.request import Request

import pytest

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.http import _SafeRedirects


def redirected(old: str, new: str) -> Request | None:
    request = Request(old, headers={"Authorization": "Bearer secret", "User-Agent": "x"})
    return _SafeRedirects().redirect_request(request, None, 302, "Found", Message(), new)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("new", "keeps"),
    [
        ("https://hub.example/other", True),
        ("https://hub.example:8443/other", False),
        ("https://cdn.example/file", False),
        ("https://hub.example.evil/file", False),
    ],
)
def test_the_token_follows_only_to_the_same_server(new: str, keeps: bool) -> None:
    request = redirected("https://hub.example/file", new)
    assert request is not None
    assert request.has_header("Authorization") is keeps
    assert request.has_header("User-agent")


def test_a_redirect_out_of_https_is_refused() -> None:
    with pytest.raises(DownloadError, match="insecure"):
        redirected("https://hub.example/file", "http://hub.example/file")
