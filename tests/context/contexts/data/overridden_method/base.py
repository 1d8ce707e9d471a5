class Handler:
    def handle(self, request, *, timeout=3):
        raise NotImplementedError

    def close(self):
        pass
