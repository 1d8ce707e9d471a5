; extends: javascript
(type_identifier) @other
