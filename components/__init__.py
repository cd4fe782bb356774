"""What exists in AWS: one tier, one file, one ComponentResource."""
