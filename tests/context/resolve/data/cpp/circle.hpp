#include "shape.hpp"
class Circle : public geo::Shape {
 public:
  double twice() { return this->next()->area(); }
  //                            ^ -> shape.hpp: Shape *next() [member]
};
