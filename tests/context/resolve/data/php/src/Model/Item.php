<?php
namespace App\Model;

abstract class Entity {
    public function save(): void {}
}

class Item extends Entity {
    private Item $parent;

    public function __construct(private Entity $owner) {}

    public function rename(string $to): static {
        $this->save();
        //     ^ -> src/Model/Item.php: public function save() [member]
        $this->owner->save();
        //            ^ -> src/Model/Item.php: public function save() [type]
        return $this->parent->rename($to);
        //                    ^ -> src/Model/Item.php: public function rename [type]
    }

    public static function make(): self { return new self(); }
}

function title(Item $item): string { return ''; }
