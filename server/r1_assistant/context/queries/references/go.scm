(call_expression function: [
  (identifier) @call
  (selector_expression field: (field_identifier) @call)
  (index_expression operand: (identifier) @call)
])
(composite_literal type: (type_identifier) @call)
(import_declaration) @imports
[(identifier) (type_identifier) (field_identifier) (package_identifier)] @other
