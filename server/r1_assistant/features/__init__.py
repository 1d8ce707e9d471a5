"""What the product does, independent of where its input comes from."""
