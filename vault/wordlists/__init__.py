"""Two lists of 7,776 words, one word a line; where they come from: LICENCES.md."""
