namespace Shop.Models
{
    public abstract class Entity { public void Save() { } }

    public class Item : Entity
    {
        public Item Parent { get; set; }
        public Item Rename(string to) { this.Save(); return Parent.Rename(to); }
        //                                                         ^ -> Shop/Models/Item.cs: public Item Rename [type]
        public static Item Make() => new Item();
    }
}
