<?php
namespace App;

use App\Model\Item as Thing;
use function App\Model\title;

function run(Thing $thing) {
    $thing->rename('x')->save();
    //                   ^ -> src/Model/Item.php: public function save() [type]
    $made = new Thing(null);
    //          ^ -> src/Model/Item.php: class Item [import]
    $made->rename('y');
    //     ^ -> src/Model/Item.php: public function rename [type]
    Thing::make();
    //     ^ -> src/Model/Item.php: public static function make [member]
    title($made);
    // ^ -> src/Model/Item.php: function title [import]
    $title('x');
    // ^ -> nothing
}
