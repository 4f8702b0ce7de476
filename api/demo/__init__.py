"""The cast and its small world: what `make demo` shows, and what the tests are about."""
