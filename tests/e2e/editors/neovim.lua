-- What a user does in Neovim, with its own language client; each step is told as a line of JSON.
-- Run with: SERVER=<command as JSON> FILE=<file> nvim --headless -u NONE -i NONE -n -S neovim.lua

local file = os.getenv('FILE')
local function tell(step, what)
  io.stdout:write(vim.fn.json_encode({ step, what }) .. '\n')
end

local function wait(what, condition)
  assert(vim.wait(15000, condition, 10), 'waited in vain for ' .. what)
end

local function lines(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
end

-- The text of a floating window, once there is one; the window is closed again.
local function floating()
  local found
  wait('a floating window', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then found = window end
    end
    return found ~= nil
  end)
  local text = lines(vim.api.nvim_win_get_buf(found))
  vim.api.nvim_win_close(found, true)
  return text
end

-- What the list of code actions offers; one of them is chosen by the beginning of its title.
local function choose(title)
  local offered
  vim.ui.select = function(items, options, take)
    offered = vim.tbl_map(options.format_item, items)
    for _, item in ipairs(items) do
      if title and vim.startswith(options.format_item(item), title) then take(item) end
    end
  end
  vim.lsp.buf.code_action()
  wait('code actions', function() return offered ~= nil end)
  return offered
end

local function findings(buffer)
  return vim.tbl_map(function(one)
    local data = one.user_data and one.user_data.lsp or {}
    return { line = one.lnum + 1, severity = one.severity, source = one.source, code = data.code, message = one.message }
  end, vim.diagnostic.get(buffer))
end

local function run()
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
  vim.cmd('set filetype=python')
  local buffer = vim.api.nvim_get_current_buf()
  local ended
  local id = vim.lsp.start_client({
    name = 'r1',
    cmd = vim.fn.json_decode(os.getenv('SERVER')),
    root_dir = vim.fn.fnamemodify(file, ':h'),
    settings = { r1 = { hover = { wait_ms = 5000 } } },
    on_exit = function(code) ended = code end,
  })
  vim.lsp.buf_attach_client(buffer, id)
  local client = vim.lsp.get_client_by_id(id)
  wait('initialize', function() return client.initialized end)
  tell('initialized', client.name)

  vim.fn.cursor(1, 5)
  vim.lsp.buf.hover()
  tell('hover', floating())

  vim.api.nvim_buf_set_text(buffer, 0, 8, 0, 13, { 'left' })
  vim.lsp.buf.hover()
  tell('hover after an edit', floating())

  tell('code actions', choose(nil))
  local before = vim.api.nvim_buf_line_count(buffer)
  choose('Write a doc comment')
  wait('the edit', function() return vim.api.nvim_buf_line_count(buffer) > before end)
  tell('text', lines(buffer))

  choose('Write tests')
  local tests = vim.fn.fnamemodify(file, ':h') .. '/tests/test_sums.py'
  wait('the tests', function()
    return vim.fn.bufexists(tests) == 1 and vim.api.nvim_buf_line_count(vim.fn.bufnr(tests)) > 1
  end)
  tell('tests', lines(vim.fn.bufnr(tests)))

  local last = vim.api.nvim_buf_line_count(buffer)
  vim.api.nvim_buf_set_lines(buffer, last, last, false, { '', 'def sub(first, second):', '    return fi' })
  vim.fn.cursor(last + 3, 14)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.position.character = 13
  local answer = assert(client.request_sync('textDocument/completion', params, 15000, buffer))
  tell('completion', vim.tbl_map(function(item) return item.word end,
    vim.lsp.util.text_document_completion_list_to_complete_items(answer.result, 'fi')))
  vim.api.nvim_buf_set_lines(buffer, last + 2, last + 3, false, { '    return first' })

  client.request('workspace/executeCommand',
    { command = 'r1.reviewFile', arguments = { { uri = vim.uri_from_bufnr(buffer) } } }, function() end, buffer)
  wait('a finding', function() return #vim.diagnostic.get(buffer) > 0 end)
  tell('findings', findings(buffer))
  local line = vim.diagnostic.get(buffer)[1].lnum

  vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { 'import os' })
  wait('the finding to move', function() return (vim.diagnostic.get(buffer)[1] or {}).lnum == line + 1 end)
  tell('findings after a line above', findings(buffer))

  vim.fn.cursor(line + 2, 8)
  tell('code actions of the finding', choose(nil))
  vim.api.nvim_buf_set_lines(buffer, line + 1, line + 2, false, { '    except KeyError:' })
  wait('the finding to go', function() return #vim.diagnostic.get(buffer) == 0 end)
  tell('findings after its line changed', findings(buffer))

  client.stop()
  wait('the end', function() return ended ~= nil end)
  tell('exit code', ended)
end

local fine, problem = xpcall(run, debug.traceback)
if not fine then tell('problem', problem) end
vim.cmd('qa!')
