"""A session with the real server and the real model, as a program: `egress_session.py FOLDER`.

Prints what the server answered, as JSON.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from support.raw_client import REAL, RawClient

ABILITIES = {
    "experimental": {"r1": True},
    "textDocument": {"inlineCompletion": {}},
    "window": {"workDoneProgress": True},
}
PATIENCE = 120.0


async def session(folder: Path) -> dict[str, Any]:
    """Do once what people do: hover, explain, complete, chat, review."""
    client = await RawClient.start(REAL, cwd=folder)
    try:
        return await _session(client, folder)
    finally:
        await client.aclose()


async def _session(client: RawClient, folder: Path) -> dict[str, Any]:
    file = folder / "src" / "a.py"
    uri = file.as_uri()

    async def ask(method: str, **params: Any) -> Any:
        return await client.result(method, params, timeout=PATIENCE)

    async def run(command: str, **params: Any) -> Any:
        return await ask("workspace/executeCommand", command=command, arguments=[params])

    await ask("initialize", processId=os.getpid(), rootUri=folder.as_uri(), capabilities=ABILITIES)
    client.notify("initialized", {})
    client.open(uri, file.read_text())
    document = {"uri": uri}
    start = {"line": 0, "character": 5}
    answers = {
        "hover": await ask("textDocument/hover", textDocument=document, position=start),
        "explain": await run("r1.explain", uri=uri, position=start),
        "complete": await ask(
            "textDocument/inlineCompletion",
            textDocument=document,
            position={"line": 2, "character": 8},
            context={"triggerKind": 1},
        ),
        "chat": await ask(
            "r1/chat", messages=[{"role": "user", "content": "What is two and two?"}], maxTokens=8
        ),
        "file": await run("r1.reviewFile", uri=uri),
        "changes": await run("r1.reviewChanges", scope="staged"),
    }
    return {**answers, "code": await client.stop(PATIENCE)}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(session(Path(sys.argv[1])))))
