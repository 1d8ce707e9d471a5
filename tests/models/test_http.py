import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event

import httpx2
import pytest

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models import http
from r1_assistant.models.http import HttpClient
from support.model_hub import ModelHub


@pytest.fixture
def client_of() -> "Callable[..., HttpClient]":
    """Make clients, which are closed in the end."""
    made: list[HttpClient] = []

    def client_of(server: str, **options: object) -> HttpClient:
        made.append(HttpClient(server, **options))  # type: ignore[arg-type]
        return made[-1]

    yield client_of  # type: ignore[misc]
    for client in made:
        client.close()


def test_only_web_addresses_are_hubs() -> None:
    for address in ("file:///etc", "hub.example", "https://"):
        with pytest.raises(DownloadError, match="not the address of a model hub"):
            HttpClient(address)


def test_a_redirect_out_of_https_is_refused(client_of) -> None:  # type: ignore[no-untyped-def]
    client = client_of("https://hub.example")
    client._stay_secure(httpx2.Request("GET", "https://cdn.example/x"))
    with pytest.raises(DownloadError, match="redirects to an insecure address"):
        client._stay_secure(httpx2.Request("GET", "http://hub.example/x"))


def test_a_server_that_accepts_and_never_answers_is_given_up_in_time(client_of) -> None:  # type: ignore[no-untyped-def]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = client_of(f"http://127.0.0.1:{silent.getsockname()[1]}")
        begun = time.monotonic()
        with pytest.raises(DownloadError, match="there was no answer in time"):
            client.get_json("/", patience=0.5)
        assert time.monotonic() - begun < 3


def test_a_name_that_is_looked_up_for_ever_is_given_up_in_time(
    client_of,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    never = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait(20))
    with pytest.raises(DownloadError, match="there was no answer in time"):
        client_of("http://hub.invalid").get_json("/", patience=0.3)
    never.set()


def test_a_name_that_is_not_known_says_so(
    client_of,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    client = client_of("http://hub.invalid", sleep=lambda _: None)
    with pytest.raises(DownloadError, match="its address is not known here"):
        client.get_json("/")


def test_a_slow_first_answer_is_waited_for(client_of, model_hub: ModelHub) -> None:  # type: ignore[no-untyped-def]
    model_hub.failures, model_hub.retry_after = [503], "30"
    waits: list[float] = []
    client = client_of(model_hub.url, sleep=waits.append)
    answer = client.get_json("/api/models/org/model/revision/main", patience=5)
    assert len(answer["sha"]) == 40
    assert waits == [30.0]


@pytest.mark.parametrize(
    ("value", "low", "high"), [("12", 12, 12), ("", 0, 0), ("soon", 0, 0), ("-5", 0, 0)]
)
def test_how_long_a_server_wants_to_be_left_alone(value: str, low: float, high: float) -> None:
    assert low <= http._retry_after(value) <= high


def test_a_server_can_name_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 55 < http._retry_after(later) <= 60
    assert http._retry_after("Mon, 01 Jan 2001 00:00:00 GMT") == 0


def test_what_is_not_json_is_a_sentence(client_of, model_hub: ModelHub) -> None:  # type: ignore[no-untyped-def]
    model_hub.files = {"x": b"no JSON"}
    storage = f"http://127.0.0.1:{model_hub.storage_port}"
    with pytest.raises(DownloadError, match="not JSON"):
        client_of(storage).get_json("/x")


def test_a_certificate_that_is_not_trusted_is_not_asked_for_twice() -> None:
    import ssl

    error = httpx2.ConnectError("certificate verify failed")
    error.__cause__ = ssl.SSLCertVerificationError("self-signed")
    assert http._is_final(error)
    assert not http._is_final(httpx2.ConnectError("refused"))
