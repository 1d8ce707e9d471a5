use crate::shapes::*;

pub struct Socket {
    port: u16,
    shape: Circle,
}

impl Socket {
    pub fn send(&self) {
        self.shape.area();
        //         ^ -> src/shapes.rs: pub fn area [type]
        self.close();
        //   ^ -> src/net/socket.rs: fn close [member]
        unit();
        // ^ -> src/shapes.rs: pub fn unit [import]
    }

    fn close(&self) {}
}
