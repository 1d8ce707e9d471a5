from __future__ import annotations

from typing import Iterator, Self

from .inner.base import Shape


class Point:
    def moved(self, by: int) -> Self:
        return self

    def __enter__(self) -> Point:
        return self


class Circle(Shape):
    centre: Point

    def __init__(self, centre: Point, label: "Label | None" = None):
        super().__init__()
#               ^ -> pkg/inner/base.py: def __init__(self) [member]
        self.where = centre
        self.label = label
        self.made = make_label()

    def area(self) -> float:
        self.where.moved(1).moved(2)
#                  ^ -> pkg/shapes.py: def moved(self, by: int) [type]
        self.centre.moved(1).moved(2)
#                            ^ -> pkg/shapes.py: def moved(self, by: int) [type]
        self.label.show()
#                  ^ -> pkg/shapes.py: def show(self) [type]
        self.made.show()
#                 ^ -> pkg/shapes.py: def show(self) [type]
        return self.describe()
#                   ^ -> pkg/inner/base.py: def describe(self) [member]

    @property
    def origin(self) -> Point:
        return self.centre

    def points(self) -> Iterator[Point]:
        yield self.centre


class Label:
    def show(self): ...


def make_label():
    return Label()


def make_circle(at: Point) -> "Circle":
    return Circle(at)
