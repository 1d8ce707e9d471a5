export class Item {
  rename(to: string): Item { return this; }
}
