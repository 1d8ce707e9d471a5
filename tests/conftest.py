pytest_plugins = ["support.model_fixtures", "support.r1_fixtures"]
