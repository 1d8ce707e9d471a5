pub mod socket;
use self::socket::Socket;
use super::shapes::{self, Circle};

pub fn connect(to: &str) -> Socket {
    shapes::unit();
    //      ^ -> src/shapes.rs: pub fn unit [member]
    Socket { port: 1 }
    // ^ -> src/net/socket.rs: pub struct Socket [import]
}

fn every(circles: &[Circle], boxed: Option<Box<Circle>>) {
    for circle in circles {
        circle.area();
        //     ^ -> src/shapes.rs: pub fn area [type]
    }
    boxed.unwrap();
    connect("x").send();
    //           ^ -> src/net/socket.rs: pub fn send [type]
    if let Some(first) = boxed {
        first();
        // ^ -> nothing
    }
}
