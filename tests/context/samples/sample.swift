import Foundation
/// A foo.
/// Two lines.
public class A: B {
  var x: Int = 1
  init(a: Int) { }
  /** Goes. */
  func go(_ n: Int) -> String { other(n); self.go(1); return "" }
}
struct S { let y = 1 }
enum E { case a, b(Int) }
protocol P { func q(); var z: Int { get } }
extension A { func ext() {} }
typealias T = Int
let g = 1
