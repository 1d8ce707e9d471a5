require_relative "lib/shop/item"

def helper; end

item = Shop::Item.new
#            ^ -> lib/shop/item.rb: class Item [member]
item.rename("x")
#    ^ -> lib/shop/item.rb: def rename(to) [type]
item.save()
#    ^ -> lib/shop/item.rb: def save [type]
helper()
# ^ -> main.rb: def helper [local]
