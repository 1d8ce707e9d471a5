"""What onnxruntime-genai reads beside the graph: `genai_config.json`.

https://onnxruntime.ai/docs/genai/reference/config.html
"""

from typing import Any

from r1_assistant.models.gguf.source import GgufSource

# The rotary tables and the largest cache grow with it; more than this a laptop can't fill anyway.
LONGEST_CONTEXT = 32_768

# Texts that end a turn in one family or the other; the file names only one of them.
_ENDS = (
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|end_of_text|>",
    "<｜end▁of▁sentence｜>",
)


def context_length(source: GgufSource) -> int:
    """Tokens that the imported model takes at most."""
    return min(source.architecture.context_length, LONGEST_CONTEXT)


def genai_config(source: GgufSource) -> dict[str, Any]:
    """Give the content of `genai_config.json`."""
    ends = _end_tokens(source)
    pad = source.field("tokenizer.ggml.padding_token_id", ends[0])
    length = context_length(source)
    return {
        "model": {
            "type": source.family,
            "bos_token_id": source.field("tokenizer.ggml.bos_token_id", ends[0]),
            "eos_token_id": ends,
            "pad_token_id": pad,
            "context_length": length,
            "vocab_size": source.architecture.vocabulary,
            "decoder": _decoder(source),
        },
        "search": {
            "do_sample": False,
            "max_length": length,
            "min_length": 0,
            "num_beams": 1,
            "num_return_sequences": 1,
            "past_present_share_buffer": True,
            "repetition_penalty": 1.0,
            "temperature": 1.0,
            "top_k": 1,
            "top_p": 1.0,
        },
    }


def _decoder(source: GgufSource) -> dict[str, Any]:
    shape = source.architecture
    return {
        "session_options": {"provider_options": []},
        "filename": "model.onnx",
        "head_size": shape.head_size,
        "hidden_size": shape.hidden,
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "num_key_value_heads": shape.kv_heads,
        "inputs": {
            "input_ids": "input_ids",
            "attention_mask": "attention_mask",
            "past_key_names": "past_key_values.%d.key",
            "past_value_names": "past_key_values.%d.value",
        },
        "outputs": {
            "logits": "logits",
            "present_key_names": "present.%d.key",
            "present_value_names": "present.%d.value",
        },
    }


def _end_tokens(source: GgufSource) -> list[int]:
    tokens = source.field("tokenizer.ggml.tokens", [])
    named = source.field("tokenizer.ggml.eos_token_id", 0)
    known = {token: number for number, token in enumerate(tokens) if token in _ENDS}
    return list(dict.fromkeys([named, *known.values()]))
