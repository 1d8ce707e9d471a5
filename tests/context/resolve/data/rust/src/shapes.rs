pub struct Circle {
    radius: u32,
}

impl Circle {
    pub fn new(radius: u32) -> Self {
        Self { radius }
    }

    pub fn area(&self) -> u32 {
        self.radius
    }
}

pub fn unit() -> Circle {
    Circle::new(1)
}
