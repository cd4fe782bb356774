"""`academy queues`: what waits, what failed, how it is looked at, tried again and thrown away."""
