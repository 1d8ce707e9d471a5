"""What `r1-model doctor` prints about a machine."""

import re
from collections.abc import Iterator, Sequence

from r1_assistant.cli.doctor_layout import facts, page_width, paragraph, table
from r1_assistant.models.devices.advice import Advice
from r1_assistant.models.devices.copilot import CopilotVerdict
from r1_assistant.models.devices.kinds import Gpu, MachineFacts, Npu
from r1_assistant.models.devices.models import ModelVerdict
from r1_assistant.models.devices.providers import Provider
from r1_assistant.models.devices.report import MachineReport
from r1_assistant.models.devices.verdict import DeviceVerdict
from r1_assistant.models.files import human_size

_MET = {True: "yes", False: "no", None: "unknown"}
_UNKNOWN = "unknown"


def report_text(found: MachineReport, width: int | None = None) -> str:
    """Write the report for a terminal of `width` characters; of this one without."""
    width = width or page_width()
    parts = (
        ("This machine", _machine(found.machine, width)),
        ("Copilot+ PC", _copilot(found.copilot_plus, width)),
        ("Devices", _devices(found.devices, width)),
        ("Execution providers", _providers(found.providers, width)),
        ("Models", _models(found, width)),
        ("For the best result", _advice(found, width)),
    )
    sections = ["\n".join([title, *lines]) for title, lines in parts]
    return "\n\n".join([*sections, "\n".join(paragraph(found.summary, width, ""))])


def _machine(machine: MachineFacts, width: int) -> list[str]:
    system = f"{machine.system} {machine.release}".strip()
    if machine.system.lower() in machine.release.lower():
        system = machine.release
    pairs = [
        ("system", _with(system, machine.architecture)),
        ("Python", machine.python),
        ("CPU", _with(_plain(machine.cpu) or _UNKNOWN, _cores(machine))),
        ("memory", _size(machine.memory)),
        ("disk", f"{_size(machine.disk_total)}, {_size(machine.disk_free)} free for models"),
        *_named("GPU", [_gpu(gpu) for gpu in machine.gpus]),
        *_named("NPU", [_npu(npu) for npu in machine.npus]),
    ]
    return facts([*pairs, *(("note", problem) for problem in machine.problems)], width)


def _named(name: str, values: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, "\n".join(values) if values else "none found")]


def _cores(machine: MachineFacts) -> str:
    cores = f"{machine.cores} cores" if machine.cores else ""
    threads = f"{machine.threads} threads" if machine.threads else ""
    return ", ".join(filter(None, (cores, threads)))


def _gpu(gpu: Gpu) -> str:
    memory = f"{human_size(gpu.memory)} of its own" if gpu.memory else ""
    return _with(_plain(gpu.name), memory, _driver(gpu.driver, gpu.driver_version))


def _npu(npu: Npu) -> str:
    most = "up to " if npu.at_most else ""
    tops = f"{most}{npu.tops:g} TOPS" if npu.tops else "TOPS unknown"
    name = f"{npu.vendor} {npu.model}".strip() if npu.model else _plain(npu.name)
    driver = _driver(npu.driver, npu.driver_version) or ("no driver" if npu.problem else "")
    said = _with(name, tops, driver)
    source = f"\n(TOPS: {npu.source})" if npu.tops else ""
    return f"{said}{source}"


def _driver(name: str, version: str) -> str:
    if not (name or version):
        return ""
    return f"driver {name} ({version})" if name and version else f"driver {name}{version}"


def _plain(name: str) -> str:
    """Leave out what names have for lawyers."""
    return " ".join(re.sub(r"\((?:R|TM)\)", "", name).split())


def _with(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _size(size: int | None) -> str:
    return _UNKNOWN if size is None else human_size(size)


def _copilot(verdict: CopilotVerdict, width: int) -> list[str]:
    rows = [
        (each.name, each.needed, each.found, _MET[each.met], each.reason)
        for each in verdict.requirements
    ]
    lines = table(("what", "needed", "here", "met", "why"), rows, width)
    return [*lines, *paragraph(verdict.summary, width), *paragraph(f"({verdict.source})", width)]


def _devices(devices: Sequence[DeviceVerdict], width: int) -> list[str]:
    rows = [
        (
            each.device.upper(),
            _plain(each.name),
            each.state,
            f"{each.reason} {each.warning}".strip(),
        )
        for each in devices
    ]
    return table(("kind", "name", "state", "why"), rows, width)


def _providers(providers: Sequence[Provider], width: int) -> list[str]:
    shown = [each for each in providers if each.installed or each.suits]
    rows = [
        (
            each.title,
            each.device.upper(),
            each.version if each.installed else "no",
            {True: "yes", False: "no", None: "-"}[each.registered],
            ". ".join(filter(None, (" and ".join(each.devices), each.reason))),
        )
        for each in shown
    ]
    heads = ("provider", "for", "installed", "registered", "devices, or what is in the way")
    lines = table(heads, rows, width) if rows else []
    others = ", ".join(each.title for each in providers if each not in shown)
    rest = f"Not installed, and nothing here needs them: {others}."
    return [*lines, *(paragraph(rest, width) if others else [])]


def _models(found: MachineReport, width: int) -> list[str]:
    shown = [model for model in found.models if _is_shown(model, found.devices)]
    rows = [_model_row(model) for model in shown]
    heads = ("model", "where", "for", "size", "runs", "why")
    lines = table(heads, rows, width) if rows else paragraph("There is none.", width)
    hidden = len(found.models) - len(shown)
    more = f"{hidden} more of the catalogue are not for this machine; r1-model list shows them."
    return [*lines, *(paragraph(more, width) if hidden else [])]


def _is_shown(model: ModelVerdict, devices: Sequence[DeviceVerdict]) -> bool:
    """Leave out what is neither here nor could be used."""
    worthy = [each for each in devices if each.state != "unusable" and each.support == "full"]
    usable = {each.device for each in worthy}
    providers = {name for each in worthy for name in each.providers}
    built = not model.provider or model.provider in providers
    return model.place != "catalogue" or (model.fits and model.device in usable and built)


def _model_row(model: ModelVerdict) -> tuple[str, ...]:
    marks = [word for word in ("current", "recommended") if getattr(model, word)]
    told = f"{', '.join(marks).capitalize()}." if marks else ""
    what = model.title if model.place == "catalogue" else ""
    return (
        model.id or model.title,
        model.program or model.place,
        model.device.upper() or "?",
        human_size(model.size),
        _runs(model),
        " ".join(filter(None, (told, model.reason or what))),
    )


def _runs(model: ModelVerdict) -> str:
    if model.runs or not model.would_run:
        return "yes" if model.runs else "no"
    return "once imported" if model.place == "found" else "once installed"


def _advice(found: MachineReport, width: int) -> list[str]:
    if not found.advice:
        return paragraph("Nothing is missing.", width)
    return [line for at, each in enumerate(found.advice, 1) for line in _step(at, each, width)]


def _step(at: int, advice: Advice, width: int) -> Iterator[str]:
    optional = "Optional: " if advice.optional else ""
    first, *rest = paragraph(f"{optional}{_plain(advice.what)} {advice.reason}", width, "     ")
    yield f"{at:>3}. {first.lstrip()}"
    yield from rest
    if advice.command:  # on a line of its own, unbroken, so that it can be copied
        yield f"       {advice.command}"
