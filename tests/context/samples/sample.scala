package a.b
import c.d.E
/** A foo. */
class Foo(val a: Int) extends Bar {
  val x: Int = 3
  // Goes.
  def go(n: Int): String = { other(n); this.go(2); new Foo(1); "" }
}
trait I { def q(): Int }
object O { val Z = 1 }
enum En { case A, B }
type T = List[Int]
