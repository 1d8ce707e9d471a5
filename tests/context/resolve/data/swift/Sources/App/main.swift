import Foundation
import Model

func run(item: Item) {
    item.rename(to: "x").save()
    //                   ^ -> Sources/Model/Item.swift: func save() [type]
    let made = Item(owner: item)
    //         ^ -> Sources/Model/Item.swift: public class Item [import]
    made.extended()
    //   ^ -> Sources/Model/Item.swift: func extended() [type]
}
