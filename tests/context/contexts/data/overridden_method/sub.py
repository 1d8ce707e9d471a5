from base import Handler


class Upper(Handler):
    def prepare(self, request):
        return request

    # R1 completion 500
    # R1 + is what this overrides or extends: def handle(self, request, *, timeout=3)
    def handle(self, request, ▮
