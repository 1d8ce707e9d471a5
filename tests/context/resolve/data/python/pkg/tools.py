def hammer(nail): ...


def outer():
    def hammer(): ...  # inner

    hammer()
#   ^ -> pkg/tools.py: def hammer(): ...  # inner [local]


def shadow(hammer, other):
    hammer(1)
#   ^ -> nothing
    saw = other
    saw()
#   ^ -> nothing
    return [hammer for hammer in other]
