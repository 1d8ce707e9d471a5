"""The language server: the protocol, converted to and from what features take."""
