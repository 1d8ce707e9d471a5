public class Entity {
    func save() {}
}

public class Item: Entity {
    let owner: Entity

    func rename(to: String) -> Item {
        self.save()
        //   ^ -> Sources/Model/Item.swift: func save() [member]
        owner.save()
        //    ^ -> Sources/Model/Item.swift: func save() [type]
        return self
    }
}

extension Item {
    func extended() {}
}
