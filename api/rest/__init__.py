"""The REST door under /v1, one file per feature."""
