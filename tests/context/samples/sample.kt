package a.b
import c.d.E
/**
 * A foo.
 */
@Ann
class Foo(val a: Int) : Bar() {
    val x: Int = 3
    // Goes.
    fun go(n: Int): String { other(n); this.go(2); return "" }
    companion object {
        fun make(): Foo = Foo(1)
    }
}
interface I {
    fun q()
}
object O {
    const val Z = 1
}
enum class En {
    A, B
}
typealias T = List<Int>
val top = 5
