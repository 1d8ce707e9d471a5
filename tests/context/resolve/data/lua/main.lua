local item = require("shop.item")

local function run(other)
  item.make("x")
  --   ^ -> shop/item.lua: function Item.make [member]
  other("x")
  -- ^ -> nothing
end

run(item)
