package acme.app

import acme.model.{Entity, Item => Thing}

class Main {
  def run(thing: Thing): Unit = {
    thing.rename("x").save()
    //                ^ -> acme/model/Item.scala: def save() [type]
    val made = new Thing(null)
    //             ^ -> acme/model/Item.scala: class Item [import]
    made.rename("y")
    //   ^ -> acme/model/Item.scala: def rename [type]
    made.owner.save()
    //         ^ -> acme/model/Item.scala: def save() [type]
  }
}
