require 'x'
# A module.
module M
  # A foo.
  # Two lines.
  class Foo < Bar
    Z = 1
    include Other
    def go(n, m: 1)
      other(n)
      self.go(1)
      Foo.new(1)
    end

    def self.make; end
  end
end
