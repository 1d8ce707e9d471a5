#include "shape.hpp"
double geo::Shape::area() const { return next()->next() ? 1 : 0; }
