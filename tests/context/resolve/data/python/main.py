import os.path
import pkg.tools
import pkg.shapes as shapes
from typing import TYPE_CHECKING

import missing
from pkg import Circle, Round, tools
#               ^ -> pkg/shapes.py: class Circle(Shape) [import]

if TYPE_CHECKING:
    from pkg.inner.base import Named


def use(circles: list[Circle], named: "Named", other: Circle | None = None):
    tools.hammer(nail=1)
#         ^ -> pkg/tools.py: def hammer(nail) [member]
    pkg.tools.hammer(1)
#             ^ -> pkg/tools.py: def hammer(nail) [member]
    shapes.make_circle(shapes.Point()).area()
#                                      ^ -> pkg/shapes.py: def area(self) [type]
    Circle(1).points
#             ^ -> pkg/shapes.py: def points(self) [type]
    Round.area
#         ^ -> pkg/shapes.py: def area(self) [member]
    for circle in circles:
        circle.area()
#              ^ -> pkg/shapes.py: def area(self) [type]
    named.describe()
#         ^ -> pkg/inner/base.py: def describe(self) [type]
    other.origin.moved(3)
#                ^ -> pkg/shapes.py: def moved(self, by: int) [type]
    with shapes.Point() as point:
        point.moved(3)
#             ^ -> pkg/shapes.py: def moved(self, by: int) [type]
    for one in other.points():
        one.moved(4)
#           ^ -> pkg/shapes.py: def moved(self, by: int) [type]
    if (found := shapes.make_circle(1)).area():
        found.area()
#             ^ -> pkg/shapes.py: def area(self) [type]
    os.path.moved(1)
#           ^ -> nothing
    missing.area()
#           ^ -> nothing
    "text".show()
#          ^ -> nothing
    unknown = missing_function()
    unknown.show()
#           ^ -> pkg/shapes.py: def show(self) [name]
    from app.settings import load

    load()
#   ^ -> src/app/settings.py: def load() [import]
