package com.acme.model

open class Entity {
    fun save() {}
}

class Item(val owner: Entity) : Entity() {
    fun rename(to: String): Item {
        save()
        // ^ -> com/acme/model/Item.kt: fun save() [member]
        owner.save()
        //    ^ -> com/acme/model/Item.kt: fun save() [type]
        return this
    }
}

fun title(item: Item): String = ""
