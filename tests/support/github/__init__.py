"""GitHub on loopback, held to what GitHub has published about its API."""
