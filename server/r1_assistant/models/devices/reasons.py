"""Why a model does not run where it should: a clause for the user, and what helps."""

from collections.abc import Sequence

from r1_assistant.domain.errors import LoadFailed
from r1_assistant.models.devices.choices import Choice
from r1_assistant.models.devices.memory import Failure, free_memory

NAMES = {"npu": "NPU", "gpu": "GPU", "cpu": "CPU"}


def failure_of(choice: Choice, error: LoadFailed, drivers: Sequence[str]) -> Failure:
    """Word a failed load; `drivers` are the device's, with their versions."""
    plugin, device = choice.plugin, NAMES[choice.device]
    title = plugin.title if plugin else "the runtime"
    version = f" ({', '.join(drivers)})" if drivers else ""
    match error.cause:
        case "context_binary":
            return Failure(
                f"its compiled graphs don't fit this machine's {device} or its driver{version}",
                f"Update the {device}'s driver, or install the model again",
            )
        case "memory":
            return Failure(f"there is too little memory for it on the {device}", free=free_memory())
        case "plugin_missing" if plugin is not None and not plugin.installed:
            return Failure(f"the plug-in {plugin.package} is not installed", plugin.advice)
        case "plugin_missing" | "no_device":
            return Failure(f"{title} finds no {device} on this machine{version}")
        case "plugin_broken":
            return Failure(f"{title} cannot be loaded: {_clause(error.message)}")
        case "driver":
            return Failure(
                f"the {device}'s driver{version} refuses it: {_clause(error.message)}",
                f"Update the {device}'s driver",
            )
        case "hang":
            return Failure(
                f"{title}{version}: {_clause(error.message)}", f"Update the {device}'s driver"
            )
        case "crash":
            return Failure(
                f"its process crashed with {title}{version}",
                f"Update the {device}'s driver",
            )
        case _:
            return Failure(f"{title} refuses it: {_clause(error.message)}")


def told(choice: Choice, wished: str, model: str, failure: Failure) -> str:
    """Say in one sentence what runs, instead of what, and why.

    `model` and `wished` are the model's id and the device that were to be used.
    """
    here, there = NAMES[choice.device], NAMES[wished]
    instead = f"not on the {there}" if choice.model.id == model else f"not {model} on the {there}"
    advice = f" ({failure.advice})" if failure.advice else ""
    return f"{choice.model.id} runs on the {here}, {instead}: {failure.reason}{advice}."


def _clause(message: str) -> str:
    return message.strip().rstrip(".")
