import subprocess
import sys

import pytest

CODE = """
import sys
sys.argv = ["program", *{arguments!r}]
try:
    from {module} import main
    main()
except SystemExit:
    pass
loaded = {{"pygls", "lsprotocol", "tree_sitter"}} & set(sys.modules)
sys.stderr.write(" ".join(sorted(loaded)))
"""


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("r1_assistant.cli.review", ["--help"]),
        ("r1_assistant.cli.model", ["--help"]),
        ("r1_assistant.cli.model", ["list"]),
    ],
)
def test_the_command_line_does_not_load_the_protocol(module: str, arguments: list[str]) -> None:
    """It takes half a second to import."""
    code = CODE.format(module=module, arguments=arguments)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout
    assert ran.stderr == ""


def test_the_servers_help_does_not_load_the_protocol() -> None:
    """It says so itself, and it ends without an exception."""
    code = (
        "import os, sys; os._exit = lambda code: None\n"
        "import r1_assistant.lsp.main as m; sys.argv = ['r1-server', '--help']\n"
        "try: m.main()\n"
        "except SystemExit: pass\n"
        "sys.stderr.write(' '.join({'pygls', 'lsprotocol', 'asyncio'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "--tcp" in ran.stdout
    assert ran.stderr == ""
