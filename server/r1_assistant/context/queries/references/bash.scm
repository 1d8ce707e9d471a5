((command name: (command_name (word) @_source)) @imports (#any-of? @_source "source" "."))
(command name: (command_name (word) @call))
(variable_name) @other
