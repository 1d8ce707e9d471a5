local Item = {}

function Item.make(name)
  return name
end

function Item:rename(to)
  return Item.make(to)
  --          ^ -> shop/item.lua: function Item.make [member]
end

return Item
