package acme.model

trait Entity {
  def save(): Unit = ()
}

class Item(val owner: Entity) extends Entity {
  def rename(to: String): Item = {
    this.save()
    //   ^ -> acme/model/Item.scala: def save() [member]
    this
  }
}

object Item {
  def make(): Item = new Item(null)
}
