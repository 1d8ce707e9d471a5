import os

from shapes import Shape, unit_square


def total(shape: Shape, factor: float) -> float:
    # R1 completion 600
    # R1 + any: def unit_square(size: float = 1.0) -> Shape
    # R1 + any: def area(self, scale: float) -> float
    # R1 - unrelated_helper
    # R1 - return Shape()
    first = unit_square(▮
    return first.area(factor)
