use a::b::{c, D as E};
/// A foo.
#[derive(Debug)]
pub struct Foo<T> { x: i32 }
enum En { A, B }
trait I { fn q(&self); const K: i32; }
impl<T> I for Foo<T>
where T: Copy,
{
    /// Asks.
    fn q(&self) { other(1); self.q(); Foo::new(); vec![1]; }
}
mod m {
    pub fn inner() {}
}
const Z: i32 = 1;
type T = i32;
macro_rules! mac { () => {} }
