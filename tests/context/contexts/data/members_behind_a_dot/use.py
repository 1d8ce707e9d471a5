from store import Store


def main():
    store = Store("a")
    # R1 completion 500
    # R1 + type of what stands before the dot: def fetch(self, key: str, default: str = "") -> str
    # R1 + type of what stands before the dot: def flush(self) -> None
    # R1 - everything
    value = store.f▮
    return value
