"""`academy restore`: shows that the database's backups bring it back, beside the live one."""
