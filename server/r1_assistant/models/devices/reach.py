"""Which execution providers reach which device, by vendor, system and build of Python. Pure."""

from r1_assistant.models.devices.kinds import DISPLAY_ONLY, Gpu, MachineFacts, Npu

QNN, OPENVINO, VITISAI = (
    f"{name}ExecutionProvider" for name in ("QNN", "OpenVINO", "VitisAI")
)  # fmt: skip
CUDA, DIRECTML, WEBGPU = (f"{name}ExecutionProvider" for name in ("CUDA", "Dml", "WebGpu"))

_NPU_PROVIDERS = {"Qualcomm": QNN, "Intel": OPENVINO, "AMD": VITISAI}
WSL_DRIVER = "dxgkrnl"
"""Linux's driver for the graphics card of the Windows around it."""
_BASIC = ("basic display", "basic render", "hyper-v video", "remote display", "bochs", "virtual")


def npu_providers(npu: Npu, system: str) -> tuple[str, ...]:
    """Name the providers for an NPU; none for one that the runtime doesn't know there."""
    provider = _NPU_PROVIDERS.get(npu.vendor)
    reached = npu.family != "cloud-ai-100" and (provider != VITISAI or system == "Windows")
    return (provider,) if provider and reached else ()


def gpu_providers(gpu: Gpu, system: str) -> tuple[str, ...]:
    """Name the providers for a graphics card, the best one first."""
    if only_displays(gpu) or gpu.driver == WSL_DRIVER:
        return ()
    own = (CUDA,) if gpu.vendor == "NVIDIA" and system != "macOS" else ()
    return (*own, *((DIRECTML,) * (system == "Windows")), WEBGPU)


def only_displays(gpu: Gpu) -> bool:
    """Tell what only shows a picture: of a virtual machine, a server, with a basic driver."""
    return gpu.vendor in DISPLAY_ONLY or any(word in gpu.name.lower() for word in _BASIC)


def obstacle(npu: Npu, facts: MachineFacts) -> str:
    """Say in a sentence what no package can change, or an empty text."""
    if npu.vendor == "Apple":
        return "The runtime has no execution provider for Apple's Neural Engine here."
    if npu.vendor == "AMD" and facts.system != "Windows":
        return "AMD's execution provider comes with Windows ML, so only on Windows."
    if not npu_providers(npu, facts.system):
        return "The runtime has no execution provider for it."
    return npu.problem or _emulated(npu, facts)


def _emulated(npu: Npu, facts: MachineFacts) -> str:
    """A process in emulation can't load the libraries that talk to the NPU."""
    if npu.vendor == "Qualcomm" and facts.system == "Windows" and facts.python == "win-amd64":
        return "This Python is built for x64 and runs in emulation; the NPU needs one for ARM64."
    return ""
