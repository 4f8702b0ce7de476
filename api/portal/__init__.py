"""Pages for clients; no JavaScript needed, nothing stored before the passphrase."""
