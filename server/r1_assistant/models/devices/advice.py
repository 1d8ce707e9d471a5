"""What to install for the best result, in order, each with its reason. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from r1_assistant.models.devices.models import ModelVerdict
from r1_assistant.models.devices.providers import Provider
from r1_assistant.models.devices.reach import CUDA
from r1_assistant.models.devices.verdict import DeviceVerdict
from r1_assistant.models.files import human_size


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to do: `command` may be empty; what is `optional` may be worth a try."""

    what: str
    reason: str
    command: str = ""
    optional: bool = False


def advise(
    devices: Sequence[DeviceVerdict], found: Sequence[Provider], models: Sequence[ModelVerdict]
) -> tuple[Advice, ...]:
    """Say what to do on this machine; nothing if all is as it should be."""
    steps = (
        *_runtime(devices),
        *_cpu_model(models),
        *_warnings(devices),
        *_provider_advice(devices, found),
        *_device_model(devices, models),
    )
    return tuple(sorted(steps, key=lambda step: step.optional))


def _runtime(devices: Sequence[DeviceVerdict]) -> Iterator[Advice]:
    for each in devices:
        if each.device == "cpu" and each.state != "ready":
            yield Advice(
                "Install the runtime.", "Nothing runs without.", "pip install onnxruntime-genai"
            )


def _warnings(devices: Iterable[DeviceVerdict]) -> Iterator[Advice]:
    for each in devices:
        limited = each.support == "limited"
        if each.old_driver:
            yield Advice(f"Update the driver of the {each.name}.", each.warning, optional=limited)
        if each.device == "npu" and each.state == "unusable" and each.providers:
            yield Advice(f"Make the {each.name} usable.", each.reason, optional=limited)


def _provider_advice(
    devices: Sequence[DeviceVerdict], found: Sequence[Provider]
) -> Iterator[Advice]:
    """Name one package: those for graphics cards exclude each other, and NPUs go before."""
    by_name = {each.name: each for each in found}
    lacking = [each for each in devices if each.state == "possible" and each.providers]
    chosen = min(lacking, key=_preference, default=None)
    if chosen is None or any(_reached(each) for each in devices):
        return
    provider = next((by_name[name] for name in chosen.providers if name in by_name), None)
    if provider is not None:
        kind = "NPU" if chosen.device == "npu" else "graphics card"
        yield Advice(
            f"Install {provider.title} for the {chosen.name}.",
            f"Without it the runtime cannot reach this {kind}.",
            provider.install,
            optional=_preference(chosen) > 1,
        )


def _reached(device: DeviceVerdict) -> bool:
    return device.device != "cpu" and device.state == "ready" and device.support == "full"


def _preference(device: DeviceVerdict) -> int:
    """Rank what a machine could have besides its CPU; from 2 on it is a matter of trying."""
    if device.device == "npu":
        return 0 if device.support == "full" else 3
    return 1 if CUDA in device.providers else 2


def _device_model(
    devices: Sequence[DeviceVerdict], models: Sequence[ModelVerdict]
) -> Iterator[Advice]:
    """Name a model for an NPU or a card that works, or an NPU that could, and has none."""
    device = next((each for each in devices if _wanted(each)), None)
    if device is None or any(model.runs and model.device == device.device for model in models):
        return
    fitting = [model for model in models if _is_for(model, device)]
    here = next((model for model in fitting if model.place != "catalogue"), None)
    model = here or max(fitting, key=lambda each: each.size, default=None)
    if model is not None and model.command:
        where = f" that {model.program} has" if model.program else ""
        kind = "an NPU" if device.device == "npu" else "a graphics card"
        reason = f"It is built for {kind}{', and used where it lies' if where else ''}."
        yield Advice(f"Use the model {model.id}{where}.", reason, model.command, optional=True)
    elif model is None and device.device == "npu":
        yield Advice(
            f"Get a model for the {device.name}.",
            "None that fits is installed or in the catalogue. What AI Toolkit and Foundry Local "
            "have downloaded for this NPU is found and used where it lies.",
            "r1-model list",
            optional=True,
        )


def _wanted(device: DeviceVerdict) -> bool:
    states = ("ready", "possible", "unknown") if device.device == "npu" else ("ready",)
    return device.device != "cpu" and device.support == "full" and device.state in states


def _is_for(model: ModelVerdict, device: DeviceVerdict) -> bool:
    ready = device.device == "npu" or model.would_run
    built = model.provider in device.providers if device.device == "npu" else True
    return model.device == device.device and model.fits and ready and built


def _cpu_model(models: Sequence[ModelVerdict]) -> Iterator[Advice]:
    """Name the model that suits the machine, if none runs or a smaller one does."""
    best = next((model for model in models if model.recommended), None)
    running = [model for model in models if model.runs]
    if best is None or best.runs:
        if running and not any(model.current for model in running):
            chosen = best if best and best.runs else running[0]
            yield Advice(f"Choose {chosen.id}.", "No model is chosen.", f"r1-model use {chosen.id}")
        return
    if not best.fits and not running:
        yield Advice(f"Make room for the model {best.id}.", best.reason)
    elif best.place == "catalogue" and best.fits:
        reason = "It suits this machine"
        size = human_size(best.size)
        what = f"Install the model {best.id} ({size} on the disk)."
        none = ", and none can run yet" if not running else ""
        yield Advice(what, f"{reason}{none}.", best.command, optional=bool(running))
