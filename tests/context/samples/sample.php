<?php
namespace A\B;
use C\D;
const TOP = 1;
/** A foo. */
class Foo extends Bar {
  const Z = 1;
  public int $x = 1;
  # Goes.
  public function go(int $n): string { other($n); $this->go(1); Foo::st(); return new Foo(); }
}
interface I { function q(); }
trait T {}
enum E { case A; }
function top() { \A\f(); }
