(class_definition name: (identifier) @name) @definition.class
(object_definition name: (identifier) @name) @definition.class
(trait_definition name: (identifier) @name) @definition.interface
(enum_definition name: (identifier) @name) @definition.enum
(simple_enum_case name: (identifier) @name) @definition.constant
(full_enum_case name: (identifier) @name) @definition.constant
(function_definition name: (identifier) @name) @definition.function
(function_declaration name: (identifier) @name) @definition.function
(type_definition name: (type_identifier) @name) @definition.type
(given_definition name: (identifier) @name) @definition.variable
(compilation_unit [
  (val_definition pattern: (identifier) @name value: (_) @body)
  (var_definition pattern: (identifier) @name value: (_) @body)
] @definition.variable)
(template_body [
  (val_definition pattern: (identifier) @name value: (_) @body)
  (var_definition pattern: (identifier) @name value: (_) @body)
  (val_declaration name: (identifier) @name)
  (var_declaration name: (identifier) @name)
] @definition.field)
[(comment) (block_comment)] @comment
