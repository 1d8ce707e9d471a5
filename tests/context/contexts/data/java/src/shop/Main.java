package shop;

public class Main {
    public static void main(String[] args) {
        Store store = new Store("x");
        // R1 completion 400
        // R1 + is being called at the cursor: public int fetch(String key, int fallback)
        // R1 + is used here: public Store(String path)
        int value = store.fetch(▮);
    }
}
