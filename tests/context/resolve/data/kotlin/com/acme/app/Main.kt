package com.acme.app

import com.acme.model.Item as Thing
import com.acme.model.title

fun run(thing: Thing) {
    thing.rename("x").save()
    //                ^ -> com/acme/model/Item.kt: fun save() [type]
    val made = Thing(thing)
    //         ^ -> com/acme/model/Item.kt: class Item [import]
    made.owner.save()
    //         ^ -> com/acme/model/Item.kt: fun save() [type]
    title(made)
    // ^ -> com/acme/model/Item.kt: fun title [import]
}
