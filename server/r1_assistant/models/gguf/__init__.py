"""Import of GGUF files of the Llama and Qwen2 families, without torch.

A GGUF becomes a folder that onnxruntime-genai loads: `model.onnx` with `model.onnx.data`,
`genai_config.json`, `tokenizer.json` and `tokenizer_config.json`.
"""

from r1_assistant.models.gguf.convert import Progress, import_gguf

__all__ = ["Progress", "import_gguf"]
