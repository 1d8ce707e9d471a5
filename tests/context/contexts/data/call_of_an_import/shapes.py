"""Shapes."""


class Shape:
    sides: int

    def area(self, scale: float) -> float:
        return scale * self.sides


def unit_square(size: float = 1.0) -> Shape:
    return Shape()


def unrelated_helper(zebra):
    return zebra
