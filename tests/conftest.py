pytest_plugins = ["support.model_fixtures"]
