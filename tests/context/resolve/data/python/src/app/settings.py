try:
    import json
except ImportError:
    json = None


def load(): ...
