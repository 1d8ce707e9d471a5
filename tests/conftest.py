pytest_plugins = [
    "support.model_fixtures",
    "support.npu_models",
    "support.r1_fixtures",
    "support.github.fixtures",
]
