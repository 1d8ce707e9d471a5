import signal

pytest_plugins = [
    "support.model_fixtures",
    "support.npu_models",
    "support.r1_fixtures",
    "support.github.fixtures",
]

# A shell has what it runs in the background ignore interrupts, and programs inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
