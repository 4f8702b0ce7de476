"""A network that nobody works in: made by chance, the same each time, for tests, demo and bench.

Everything but `loading` is arithmetic alone and needs no database.
"""
