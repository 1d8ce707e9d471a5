"""Import of GGUF files as graphs of fixed shapes, as neural processors need them.

A GGUF becomes a folder of four graphs: the embeddings and the head, which the CPU runs, and the
layers twice, for 64 tokens of a prompt and for one token, which the NPU runs with halves. Its
`genai_config.json` describes them as onnxruntime-genai's models for QNN are described.
"""

from r1_assistant.models.npu.convert import import_for_npu
from r1_assistant.models.npu.form import CONTEXT

__all__ = ["CONTEXT", "import_for_npu"]
