"""`genai_config.json` of a model for an NPU: a pipeline of stages over fixed windows.

https://onnxruntime.ai/docs/genai/reference/config.html
"""

from typing import Any

from r1_assistant.models.gguf.folder import genai_config as plain_config
from r1_assistant.models.gguf.source import GgufSource
from r1_assistant.models.gguf.tokenizer import CONTROL
from r1_assistant.models.npu.form import (
    COSINES,
    EMBEDDINGS,
    HEAD,
    HIDDEN,
    INPUT,
    KEEP,
    LAST,
    LOGITS,
    MASK,
    PAST,
    PREPARED,
    PROMPT,
    SINES,
    TOKEN,
    TOTAL,
    WINDOW,
    WRITE,
    Form,
)

PROVIDER_OPTIONS = {
    "backend_type": "htp",
    "soc_model": "60",
    "htp_arch": "73",
    "enable_htp_fp16_precision": "1",
    "htp_performance_mode": "burst",
    "htp_graph_finalization_optimization_mode": "3",
}
"""QNN's, for Snapdragon X; https://onnxruntime.ai/docs/execution-providers/QNN-ExecutionProvider.html"""


def genai_config(source: GgufSource, form: Form, *, prepared: bool) -> dict[str, Any]:
    """Give the content of `genai_config.json`; `prepared` says that the layers are compiled."""
    config = plain_config(source)
    model = config["model"]
    model["pad_token_id"] = _padding(source, model["pad_token_id"])
    model["type"] = "decoder-pipeline"
    model["context_length"] = config["search"]["max_length"] = form.context
    decoder = model["decoder"]
    del decoder["filename"], decoder["inputs"]["attention_mask"]
    decoder["inputs"] |= {"past_sequence_length": PAST, "total_sequence_length": TOTAL}
    decoder["sliding_window"] = {
        "window_size": WINDOW,
        "pad_value": 0,
        "alignment": "left",
        "slide_key_value_cache": False,
        "slide_inputs": True,
    }
    decoder["pipeline"] = [dict(_stages(form, prepared))]
    return config


def _stages(form: Form, prepared: bool) -> list[tuple[str, dict[str, Any]]]:
    to_layers = [HIDDEN, COSINES, SINES, MASK, WRITE, KEEP]
    end = PREPARED if prepared else ""
    return [
        (EMBEDDINGS, _stage(EMBEDDINGS, [INPUT, PAST, TOTAL], to_layers)),
        (PROMPT, _layers(form, PROMPT + end) | {"run_on_token_gen": False}),
        (TOKEN, _layers(form, TOKEN + end) | {"run_on_prompt": False}),
        (HEAD, _stage(HEAD, [LAST], [LOGITS]) | {"is_lm_head": True}),
    ]


def _layers(form: Form, name: str) -> dict[str, Any]:
    options = {
        "session.disable_cpu_ep_fallback": "1",
        "provider_options": [{"qnn": PROVIDER_OPTIONS}],
    }
    stage = _stage(name, form.layer_inputs, form.layer_outputs)
    return stage | {"session_options": options}


def _stage(name: str, inputs: list[str], outputs: list[str]) -> dict[str, Any]:
    return {"filename": f"{name}.onnx", "inputs": inputs, "outputs": outputs}


def _padding(source: GgufSource, otherwise: int) -> int:
    """Choose the token that fills the last window: the runtime takes it for the prompt's end.

    So it must be one that no prompt has, unlike the end of a turn that many files name.
    """
    tokens = source.field("tokenizer.ggml.tokens", [])
    types = source.field("tokenizer.ggml.token_type", [])
    template = str(source.field("tokenizer.chat_template", ""))
    named = {source.field(f"tokenizer.ggml.{role}_token_id") for role in ("bos", "eos")}
    free = [
        number
        for number, (token, kind) in enumerate(zip(tokens, types, strict=False))
        if kind == CONTROL and number not in named and token not in template and "fim" not in token
    ]
    pads = [number for number in free if "pad" in tokens[number].lower()]
    return next(iter([*pads, *reversed(free)]), otherwise)
