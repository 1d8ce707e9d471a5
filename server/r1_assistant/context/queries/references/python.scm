(call function: [(identifier) @call (attribute attribute: (identifier) @call)])
[(import_statement) (import_from_statement)] @imports
(identifier) @other
