"""From a folder of Hugging Face's transformers to one that the runtime loads.

onnxruntime-genai's model builder does the work, in a process of its own: it needs torch and
transformers, which come with the extra `build` and which nothing else here needs.
"""
