module Shop
  module Named
    def title; end
  end

  class Entity
    def save; end
  end

  class Item < Entity
    include Named

    def rename(to)
      self.save
      #    ^ -> lib/shop/item.rb: def save [member]
      title()
      # ^ -> lib/shop/item.rb: def title [member]
    end
  end
end
