"""`academy gate`: a plan that loses data or identity does not go through unasked."""
