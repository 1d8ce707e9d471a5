local M = {}
local LIMIT = 3
--- A way to go.
-- Two lines.
function M.go(a, b)
  other(a)
  M.x:run(1)
end
function M:meth() return self end
M.fn = function(x) return x end
local function loc() return 1 end
--[[ Blocks.
]]
local f = function(y) return y end
