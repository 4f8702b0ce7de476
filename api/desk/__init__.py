"""Pages for counsellors and firm managers."""
