pub struct Store {
    pub path: String,
}

impl Store {
    pub fn new(path: &str) -> Store {
        Store { path: path.to_string() }
    }

    pub fn fetch(&self, key: &str, fallback: i32) -> i32 {
        fallback
    }
}
