#include "circle.hpp"
#include <memory>
using geo::Shape;

int main() {
  Circle circle;
  circle.twice();
  //     ^ -> circle.hpp: double twice() [type]
  circle.next();
  //     ^ -> shape.hpp: Shape *next() [type]
  std::unique_ptr<Circle> held;
  held->twice();
  //    ^ -> circle.hpp: double twice() [type]
  auto made = new Circle();
  //              ^ -> circle.hpp: class Circle [import]
  made->twice();
  //    ^ -> circle.hpp: double twice() [type]
}
