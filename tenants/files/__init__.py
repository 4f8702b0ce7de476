"""What is in a file that somebody sends: its type by content, and nothing of who made it where.

Recordings and texts stream through. Pictures and PDFs have to be there whole, so they may be
smaller, and a process apart that holds no key and cannot write takes them to pieces.
"""
