; extends: c
(class_specifier name: (type_identifier) @name body: (_)) @definition.class
(namespace_definition name: (_) @name) @definition.module
(alias_declaration name: (type_identifier) @name) @definition.type
(concept_definition name: (identifier) @name) @definition.type
(function_definition declarator: (function_declarator declarator: [
  (field_identifier) (destructor_name) (operator_name)
] @name)) @definition.function
(function_definition declarator: (_ (function_declarator declarator: [
  (field_identifier) (identifier) (operator_name)
] @name))) @definition.function
(field_declaration declarator: (function_declarator declarator: [
  (field_identifier) (operator_name)
] @name)) @definition.function
(field_declaration declarator: (_ (function_declarator declarator: [
  (field_identifier) (operator_name)
] @name))) @definition.function
(declaration declarator: (function_declarator declarator: (destructor_name) @name)
) @definition.function
(function_definition declarator: (function_declarator declarator: (qualified_identifier
  scope: (_) @container
  name: [(identifier) (destructor_name) (operator_name)] @name))) @definition.method
(function_definition declarator: (_ (function_declarator declarator: (qualified_identifier
  scope: (_) @container
  name: [(identifier) (destructor_name) (operator_name)] @name)))) @definition.method
(template_declaration) @wrapper
