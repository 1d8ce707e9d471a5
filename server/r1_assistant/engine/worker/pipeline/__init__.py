"""Models for neural processors: a pipeline of graphs of fixed shapes.

onnxruntime-genai can run them too, from start to end; its cache can then be neither cut nor looked
into. Driven here, the same graphs can go back to an earlier length, score texts, and obey our own
grammars, as models on the CPU do.
"""
