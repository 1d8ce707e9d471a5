(class_declaration name: (identifier) @name (class_body)? @body) @definition.class
(class_declaration "interface" name: (identifier) @name (class_body)? @body
) @definition.interface
(class_declaration
  (modifiers (class_modifier "enum"))
  name: (identifier) @name
  (enum_class_body)? @body) @definition.enum
(object_declaration name: (identifier) @name (class_body)? @body) @definition.class
(enum_entry (identifier) @name) @definition.constant
(function_declaration name: (identifier) @name) @definition.function
(function_declaration name: (identifier) @name (function_body) @body) @definition.function
(type_alias type: (identifier) @name) @definition.type
(source_file (property_declaration (variable_declaration (identifier) @name))
  @definition.variable)
(class_body (property_declaration (variable_declaration (identifier) @name))
  @definition.property)
[(line_comment) (block_comment)] @comment
