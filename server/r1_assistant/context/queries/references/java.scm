(method_invocation name: (identifier) @call)
(object_creation_expression
  type: [(type_identifier) @call (generic_type (type_identifier) @call)])
(method_reference (identifier) @call .)
(import_declaration) @imports
[(identifier) (type_identifier)] @other
