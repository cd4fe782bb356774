"""What would stop `pulumi up`, found before it begins: it works on an account without anything in it."""
