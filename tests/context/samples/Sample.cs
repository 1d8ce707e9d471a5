using System.Text;
namespace A.B {
/// <summary>A foo.</summary>
[Attr]
public class Foo : Bar {
  public int X { get; set; }
  public const int Z = 2;
  public Foo(int a) : base(a) { }
  // Goes.
  public string Go(int n) { Other(n); this.Go(1); var f = new Foo(1); return ""; }
}
interface I { void Q(); }
struct S { }
record R(int A);
enum En { A }
}
