(call_expression function: [
  (identifier) @call
  (field_expression field: (field_identifier) @call)
])
(preproc_include) @imports
[(identifier) (type_identifier) (field_identifier)] @other
