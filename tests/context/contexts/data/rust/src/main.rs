mod store;

use store::Store;

fn main() {
    let store = Store::new("x");
    // R1 completion 300
    // R1 + is being called at the cursor: pub fn fetch(&self, key: &str, fallback: i32) -> i32
    let value = store.fetch(▮);
    println!("{value}");
}
