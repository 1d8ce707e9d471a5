class Store:
    def __init__(self, path: str) -> None:
        self.path = path

    def fetch(self, key: str, default: str = "") -> str:
        return default

    def flush(self) -> None: ...


class Other:
    def fetch_all(self, everything): ...
