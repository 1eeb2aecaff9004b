"""Records that cannot be lost: proof that they are what was written, anchors, backups, and what is kept how long.

All of it stands on the contract of the stores alone (`events`, `adopt`, attachments), and so is the same for every store.
"""
