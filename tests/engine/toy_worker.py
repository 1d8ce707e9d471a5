"""A worker without a model: says back what it is told, or misbehaves as the prompt asks.

What it does while it loads depends on the name of the folder.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from r1_assistant.domain.generation import Finished, TokenScore
from r1_assistant.engine import codec, wire

OUT = os.dup(1)
memory: list[bytearray] = []
os.dup2(2, 1)


def send(frame: dict[str, Any]) -> None:
    os.write(OUT, wire.encode(frame))


def load(command: dict[str, Any]) -> None:
    folder = Path(command["folder"]).name
    if folder == "damaged":
        send({"op": "failed", "version": wire.VERSION, "message": "It is damaged.", "hint": ""})
        sys.exit(1)
    if folder == "slow":
        memory.append(bytearray(b"x") * (64 << 20))
        gate = os.open(Path(command["folder"]) / "gate", os.O_RDONLY)
        os.read(gate, 1)
    if folder == "hangs":
        return  # and nothing is ever said of it
    if folder == "holds":
        gate = os.open(Path(command["folder"]) / "gate", os.O_RDONLY)
        if os.fork():
            return
        os._exit(len(os.read(gate, 1)))
    if folder == "deadly":
        os._exit(7)
    if folder == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if command["target"]["device"] in folder.split("-not-on-")[1:]:
        refusal = {"message": "It has no device.", "hint": "", "cause": "no_device"}
        send({"op": "failed", "version": wire.VERSION, **refusal})
        sys.exit(1)
    if folder == "old":
        send({"op": "ready", "version": wire.VERSION - 1})
        return
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
    print("a native library prints", flush=True)
    send({"op": "ready", "version": wire.VERSION})


def generate(command: dict[str, Any]) -> None:
    number = command["id"]
    request = codec.request_from_wire(command["request"])
    said = request.raw_prompt or "|".join(f"{m.role}:{m.content}" for m in request.messages)
    if said == "garbage":
        os.write(OUT, b"Traceback (most recent call last)\n")
    elif said == "context":
        error = {"kind": "ContextTooLong", "message": "Too long.", "hint": "Say less."}
        send({"op": "error", "id": number, **error})
    else:
        speed = {"tokens_per_second": 12.34}
        send({"op": "text", "id": number, "deltas": [["answer", said]], "step": number, **speed})
        if said == "crash":
            os._exit(9)
        if said != "endless":
            finished = codec.finished_to_wire(Finished("stop", answer_tokens=os.getpid()))
            frame = {"op": "done", "id": number, "deltas": [["answer", "!"]], **speed}
            send({**frame, "finished": finished, "step": number})


def main() -> None:
    decoder = wire.Decoder()
    jobs = 0
    cancelled: list[int] = []
    while data := os.read(0, 1 << 16):
        for command in decoder.feed(data):
            match command["op"]:
                case "load":
                    load(command)
                case "generate":
                    jobs += 1
                    generate(command)
                case "cancel":
                    cancelled.append(command["id"])
                case "count":
                    count = len(command["text"].split())
                    send({"op": "reply", "id": command["id"], "count": count})
                case "count_each":
                    counts = [len(text.split()) for text in command["texts"]]
                    send({"op": "reply", "id": command["id"], "counts": counts})
                case "score":
                    score = TokenScore(0, 1, 0.5, "x", 0.25, 0.75, (("x", 0.25),))
                    each = [[score] * len(text.split()) for text in command["texts"]]
                    scores = codec.scores_to_wire(each)
                    send({"op": "scores", "id": command["id"], "scores": scores})
                case "stats":
                    counts = {"step": len(cancelled), "jobs": jobs}
                    send({"op": "reply", "id": command["id"], **counts})


main()
