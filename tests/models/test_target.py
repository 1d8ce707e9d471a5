from typing import Any

import pytest

from r1_assistant.models.target import Target, target_in, target_of


def decoder(*providers: dict[str, Any]) -> dict[str, Any]:
    return {"decoder": {"session_options": {"provider_options": list(providers)}}}


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ({}, Target("cpu")),
        ({"decoder": 3}, Target("cpu")),
        (decoder(), Target("cpu")),
        (decoder({"cuda": {"enable_cuda_graph": "0"}}), Target("gpu", "CUDA")),
        (decoder({"dml": {}}), Target("gpu", "DML")),
        (decoder({"WebGPU": {}}), Target("gpu", "WebGPU")),
        (decoder({"NvTensorRtRtx": {}}), Target("gpu", "NvTensorRtRtx")),
        (decoder({"VitisAI": {}}), Target("npu", "VitisAI")),
        (decoder({"OpenVINO": {"device_type": "NPU"}}), Target("npu", "OpenVINO")),
        (decoder({"OpenVINO": {"device_type": "AUTO:GPU,CPU"}}), Target("gpu", "OpenVINO")),
        (decoder({"OpenVINO": {}}), Target("cpu", "OpenVINO")),
        (decoder({"QNNExecutionProvider": {}}), Target("npu", "QNN")),
        (decoder({"unheard-of": {}}, {"cuda": {}}), Target("gpu", "CUDA")),
    ],
)
def test_the_providers_of_a_config_decide(model: dict[str, Any], expected: Target) -> None:
    assert target_of(model) == expected


def test_the_stage_on_the_npu_decides_for_a_pipeline() -> None:
    stages = [{"embeddings": {}}, {"layers": decoder({"qnn": {}})["decoder"]}, 3]
    assert target_of({"decoder": {"pipeline": stages}}) == Target("npu", "QNN")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("deepseek-r1-distill-qwen-7b-qnn-npu:1", Target("npu", "QNN")),
        ("Qwen2.5-0.5B-Instruct-openvino-gpu", Target("gpu", "OpenVINO")),
        ("phi-4-mini-vitis-npu-2", Target("npu", "VitisAI")),
        ("phi-4-mini-cuda-gpu", Target("gpu", "CUDA")),
        ("phi-4-trtrtx-gpu", Target("gpu", "NvTensorRtRtx")),
        ("qwen-generic-gpu-3", Target("gpu")),
        ("qwen-generic-cpu", Target("cpu")),
        ("gpu-notes", None),
        ("my-npu-model", None),
    ],
)
def test_names_of_foundry_local_tell_a_device(name: str, expected: Target | None) -> None:
    assert target_in(name) == expected


def test_a_name_counts_only_where_no_provider_is_named() -> None:
    assert target_of(decoder(), ("x", "y-generic-gpu")) == Target("gpu")
    assert target_of(decoder({"qnn": {}}), ("y-generic-gpu",)) == Target("npu", "QNN")
