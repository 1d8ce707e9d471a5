package a.b;
import c.d.E;
/**
 * A foo.
 */
@Ann
public class Foo extends Bar implements I {
  static final int Z = 1;
  int x, y;
  Foo(int a) { super(a); }
  // Goes.
  String go(int n) throws Err { other(n); this.go(1); return new Foo(1).x(); }
}
interface I { void q(); }
enum En { A, B; void f() {} }
record R(int a) {}
