"""How fast, beside PostgreSQL running the same statements on the same machine in the same run."""
