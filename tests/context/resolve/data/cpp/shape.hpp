#pragma once
namespace geo {
class Shape {
 public:
  virtual double area() const;
  Shape *next() { return this; }
};
}
