"""The child process: the only place where onnxruntime-genai is used."""
