"""The model's process: `python -P -m r1_assistant.engine.worker`, spoken to in frames."""

import os
import signal
import sys

TELEMETRY_OFF = "ORT_DISABLE_TELEMETRY"


def main() -> None:
    """Run until the program that started us closes our stdin, or dies."""
    os.environ[TELEMETRY_OFF] = "1"  # read when onnxruntime-genai is imported
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program that started us
    from r1_assistant.engine.worker.pipes import Pipes

    pipes = Pipes.take_over()
    from r1_assistant.engine.worker.serve import serve

    serve(pipes)


if __name__ == "__main__":
    # two threads share the interpreter: the one that reads commands shall not wait long
    sys.setswitchinterval(0.0005)
    main()
