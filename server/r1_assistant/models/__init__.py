"""Models: the catalogue, installation, and the import of GGUF files."""
