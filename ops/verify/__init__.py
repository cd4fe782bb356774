"""`academy verify`: what really runs after a deployment, and whether all of it is well."""
