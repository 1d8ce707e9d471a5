mod net;
pub mod shapes;
pub use crate::shapes::Circle as Round;

pub fn start() {
    net::connect("x");
    //   ^ -> src/net/mod.rs: pub fn connect [member]
    let mut round = Round::new(1);
    //                     ^ -> src/shapes.rs: pub fn new [member]
    round.area();
    //    ^ -> src/shapes.rs: pub fn area [type]
    other::helper();
    //     ^ -> other/src/lib.rs: pub fn helper [member]
}
