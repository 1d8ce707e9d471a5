import { Item } from '@/lib/item';

export interface Source {
  load(id: string): Promise<Item>;
}

export abstract class Base<T> {
  protected refresh(): void {}
}

export class Store extends Base<Item> implements Source {
  private items: Item[] = [];
  last?: Item;

  constructor(private readonly first: Item, size = 3) {
    super();
  }

  async load(id: string): Promise<Item> {
    this.refresh();
    //   ^ -> src/lib/store.ts: protected refresh(): void [member]
    this.first.rename('x');
    //         ^ -> src/lib/item.ts: rename(to: string): Item [type]
    this.last?.rename('x').rename('y');
    //                     ^ -> src/lib/item.ts: rename(to: string): Item [type]
    for (const item of this.items) {
      item.rename('y');
      //   ^ -> src/lib/item.ts: rename(to: string): Item [type]
    }
    return this.items[0].rename('z');
    //                   ^ -> src/lib/item.ts: rename(to: string): Item [type]
  }
}

export function open(): Store {
  return new Store(new Item());
  //         ^ -> src/lib/store.ts: export class Store [local]
}
