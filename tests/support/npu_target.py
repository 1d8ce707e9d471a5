"""Where tests run models for NPUs."""

from pathlib import Path

from r1_assistant.engine.placement import Target
from r1_assistant.models.devices.options import options_for
from r1_assistant.models.devices.plugins import plugin_named

CPU = Target()


def npu_target() -> Target:
    """Give Qualcomm's NPU, or its simulation, as the model's process is told of it."""
    plugin = plugin_named("QNNExecutionProvider")
    assert plugin is not None
    options = options_for(plugin, "npu", Path(), on_battery=False)
    return Target("npu", plugin.name, str(plugin.library or ""), options=options)
