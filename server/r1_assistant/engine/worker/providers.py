"""Execution providers in the model's process: registered before the model, told their options."""

import json
import logging
from typing import Any

from r1_assistant.domain.errors import LoadFailed
from r1_assistant.engine.failure import cause_of, first_line
from r1_assistant.engine.placement import Target
from r1_assistant.engine.worker.windows_ml import library_of

_log = logging.getLogger(__name__)

PIPELINE = "decoder-pipeline"
"""The type of models whose stages have options of their own, which can't be changed from here."""

_SHORT = {"CUDA": "cuda", "Dml": "DML", "WebGpu": "WebGPU"}

_FULL = {
    name.lower(): f"{name}ExecutionProvider"
    for name in ("QNN", "OpenVINO", "VitisAI", "CUDA", "Dml", "WebGpu")
}


def register(og: Any, target: Target) -> None:
    """Make a target's provider known to the runtime; raises LoadFailed."""
    library = library_of(target.provider) if target.windows_ml else target.library
    if not library:
        return  # it is part of the runtime, or missing, which shows when the model is loaded
    try:
        og.register_execution_provider_library(target.provider, library)
    except RuntimeError as error:
        raise LoadFailed(first_line(error), cause="plugin_broken") from error
    _log.info("registered %s from %s", target.provider, library)


def configure(config: Any, target: Target, model_type: str, threads: int) -> None:
    """Say what runs the model, and how, without touching its files."""
    name = short_name(target.provider)
    if not target.as_built:
        config.clear_providers()
        if name:
            config.append_provider(name)
    if model_type == PIPELINE:
        return
    session = {"session_options": {"intra_op_num_threads": threads}}
    config.overlay(json.dumps({"model": {"decoder": session}}))
    for key, value in target.options.items() if name else ():
        config.set_provider_option(name, key, value)


def load(og: Any, config: Any, target: Target) -> Any:
    """Load the model; raises LoadFailed where a device other than the CPU was to run it."""
    try:
        return og.Model(config)
    except (RuntimeError, MemoryError) as error:
        if not target.on_device:
            raise
        _log.exception("the model cannot be loaded on the %s", target.device)
        raise LoadFailed(first_line(error), cause=_cause(error, target)) from error


def short_name(provider: str) -> str:
    """Give a provider's name as a model's configuration has it."""
    bare = provider.removesuffix("ExecutionProvider")
    return _SHORT.get(bare, bare)


def full_name(name: str) -> str:
    """Give a provider's name as the runtime has it; any spelling will do."""
    bare = name.lower().removesuffix("executionprovider")
    return _FULL.get(bare, name)


def _cause(error: BaseException, target: Target) -> Any:
    """Tell the cause; a provider that is registered and yet unknown has no device."""
    cause = "memory" if isinstance(error, MemoryError) else cause_of(str(error))
    registered = bool(target.library or target.windows_ml)
    return "no_device" if cause == "plugin_missing" and registered else cause
