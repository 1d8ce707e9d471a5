from a import Left


def draw(thing: Left):
    # R1 completion 300
    # R1 + any: def render(self, left_width)
    # R1 - right_width
    thing.render(▮)
