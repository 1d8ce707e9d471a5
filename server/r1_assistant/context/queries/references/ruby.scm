(call method: [(identifier) (constant)] @call)
(call
  receiver: (constant) @call
  method: (identifier) @_new
  (#eq? @_new "new"))
((call method: (identifier) @_require) @imports
  (#any-of? @_require "require" "require_relative" "include" "extend"))
[(identifier) (constant)] @other
