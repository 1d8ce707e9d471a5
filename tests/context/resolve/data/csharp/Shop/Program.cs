using System;
using Shop.Models;
using Thing = Shop.Models.Item;

namespace Shop
{
    class Program
    {
        private readonly Item first;

        void Run(Item item)
        {
            item.Rename("x").Save();
            //               ^ -> Shop/Models/Item.cs: public abstract class Entity { public void Save() [type]
            first.Rename("y");
            //    ^ -> Shop/Models/Item.cs: public Item Rename [type]
            var made = new Item();
            //             ^ -> Shop/Models/Item.cs: public class Item [import]
            made.Save();
            //   ^ -> Shop/Models/Item.cs: public abstract class Entity { public void Save() [type]
            Thing.Make();
            //    ^ -> Shop/Models/Item.cs: public static Item Make [member]
            Helper();
            // ^ -> Shop/Program.cs: void Helper [member]
        }

        void Helper() { }
    }
}
