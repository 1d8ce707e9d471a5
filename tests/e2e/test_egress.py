"""Nothing leaves the machine: what people do, in a network namespace that has no way out."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant.app import install_hook
from r1_assistant.models.devices.plugins import plugins
from support.egress import Sealed, not_permitted, run_sealed, strace
from support.git_workshop import Workshop
from support.programs import program
from support.tiny_gguf import write_tiny_gguf

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.model,
    pytest.mark.skipif(bool(not_permitted()), reason=not_permitted()),
]

BUG = "def f(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"
TESTS = Path(__file__).parents[1]
OUTSIDE = "192.0.2.1"  # an address for documentation (RFC 5737): it is nobody's
NATIVE = f"""
there = socket.socket()
address = struct.pack("=HH4s8x", socket.AF_INET, 80, socket.inet_aton("{OUTSIDE}"))
ctypes.CDLL(None).connect(there.fileno(), address, len(address))
"""
"""What no audit hook hears of."""

Run = Callable[..., Sealed]


@pytest.fixture
def sealed(environment: dict[str, str], workshop: Workshop, tmp_path: Path) -> Run:
    """Run a command in the repository, without a network."""
    runs = iter(range(100))

    def run(*command: str, **variables: str) -> Sealed:
        notes = tmp_path / f"notes-{next(runs)}"
        notes.mkdir()
        return run_sealed(command, workshop.root, {**environment, **variables}, notes)

    return run


def check_silent(ended: Sealed, *modules: str) -> None:
    """Nobody tried to reach anything, and the guard was in all processes that matter."""
    assert ended.attempts == (), ended.err
    for module in modules:
        assert any(module in process for process in ended.processes), ended.processes


@pytest.mark.parametrize(
    ("code", "witnesses"),
    [
        (f"socket.create_connection(('{OUTSIDE}', 80))", {"guard", "kernel", "strace"}),
        ("socket.getaddrinfo('hub.example', 443)", {"guard", "kernel", "strace"}),
        (
            "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b'', ('2001:db8::1', 1))",
            {"guard", "kernel", "strace"},
        ),
        (NATIVE, {"kernel", "strace"}),
    ],
)
def test_whoever_tries_is_seen(sealed: Run, code: str, witnesses: set[str]) -> None:
    ended = sealed(sys.executable, "-c", f"import ctypes, socket, struct\n{code}")
    found = {each.split(": ")[0] for each in ended.attempts}
    found = {each if each in ("kernel", "strace") else "guard" for each in found}
    assert found == witnesses - ({"strace"} if not strace() else set()), ended.err


def test_a_process_of_a_process_is_seen(sealed: Run) -> None:
    code = f"import socket; socket.create_connection(('{OUTSIDE}', 80))"
    ended = sealed("sh", "-c", f'"{sys.executable}" -c "{code}" & wait')
    assert any(OUTSIDE in attempt for attempt in ended.attempts)


def test_loopback_is_no_way_out(sealed: Run) -> None:
    code = (
        "import socket\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(server.getsockname()).sendall(b'x')\n"
        "print(server.accept()[0].recv(1))"
    )
    ended = sealed(sys.executable, "-c", code)
    assert (ended.code, ended.out) == (0, "b'x'\n"), ended.err
    check_silent(ended, "-c")


def test_a_review(sealed: Run, workshop: Workshop) -> None:
    workshop.add({"src/a.py": BUG})
    ended = sealed(program("r1-review"), "--format", "json")
    assert ended.code == 1, ended.err
    assert json.loads(ended.out)["findings"][0]["line"] == 4
    check_silent(ended, "r1-review", "r1_assistant.engine.worker")


def test_the_hook_of_a_commit(sealed: Run, workshop: Workshop) -> None:
    install_hook(workshop.root, "git")
    workshop.add({"src/b.py": BUG.replace("f(x)", "g(x)")})  # nobody knows the answer yet
    ended = sealed("git", "commit", "--message=A change")
    assert "src/b.py:4: warning" in ended.out + ended.err
    check_silent(ended, "r1_assistant.cli.hook", "r1_assistant.engine.worker")


def test_a_session_of_an_editor(
    sealed: Run, workshop: Workshop, environment: dict[str, str]
) -> None:
    workshop.add({"src/a.py": BUG.replace("input", "print")})
    path = f"{TESTS}:{environment.get('PYTHONPATH', '')}"
    session = str(TESTS / "support" / "egress_session.py")
    ended = sealed(sys.executable, session, str(workshop.root), PYTHONPATH=path)
    assert ended.code == 0, ended.err
    answers = json.loads(ended.out)
    assert answers["code"] == 0
    assert "def f(x)" in answers["hover"]["contents"]["value"]
    assert answers["explain"]["answer"]
    assert answers["chat"]["answer"]
    assert answers["changes"]["findings"] >= 1
    check_silent(ended, "r1_assistant.lsp.main", "r1_assistant.engine.worker")


def test_the_models_of_this_machine(sealed: Run, tmp_path: Path) -> None:
    model = program("r1-model")
    file = write_tiny_gguf(tmp_path / "tiny.gguf")
    home = str(tmp_path / "r1")
    for command, said in (
        (["list"], "# To install"),
        (["import", str(file), "--id", "mine"], "Imported mine."),
        (["use", "mine"], "mine is used"),
        (["info", "mine", "--verify"], "All files are as they were"),
        (["info", "deepseek-r1-7b"], "DeepSeek R1 Distill Qwen 7B"),
        (["list"], "mine *"),
        (["remove", "mine"], "Removed mine"),
        (["--help"], "usage: r1-model"),
    ):
        ended = sealed(model, *command, R1_HOME=home)
        assert ended.code == 0, ended.err
        assert said in ended.out
        check_silent(ended, "r1-model")


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_doctor(sealed: Run, form: list[str]) -> None:
    ended = sealed(program("r1-model"), "doctor", *form)
    assert ended.code == 0, ended.err
    assert "smollm2-135m" in ended.out
    plug_ins = any(plugin.installed for plugin in plugins())  # else nobody is asked for devices
    asked = ["r1_assistant.engine.worker.devices"] if plug_ins else []
    check_silent(ended, "r1-model", *asked)


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_what_could_ever_be_contacted_is_told_without_asking_anyone(
    sealed: Run, form: list[str]
) -> None:
    ended = sealed(program("r1-model"), "doctor", "--privacy", *form)
    assert ended.code == 0, ended.err
    assert "R1_OFFLINE" in ended.out
    check_silent(ended, "r1-model")


@pytest.mark.parametrize("variable", ["", "R1_OFFLINE", "HF_HUB_OFFLINE"])
def test_an_installation_is_the_one_thing_that_asks(
    sealed: Run, tmp_path: Path, variable: str
) -> None:
    variables = {variable: "1"} if variable else {}
    home = str(tmp_path / "r1")
    ended = sealed(program("r1-model"), "install", "deepseek-r1-7b", R1_HOME=home, **variables)
    assert ended.code == 2
    if variable:
        assert f"{variable} forbids to ask it" in ended.err
        check_silent(ended, "r1-model")
    else:
        assert "cannot be reached: its address is not known here" in ended.err
        assert ended.attempts


def test_what_a_model_would_see(sealed: Run, workshop: Workshop) -> None:
    workshop.add({"src/a.py": BUG})
    ended = sealed(sys.executable, "-m", "r1_assistant.context", "src/a.py:3:9")
    assert ended.code == 0, ended.err
    assert "input(x)" in ended.out
    check_silent(ended, "r1_assistant.context")
