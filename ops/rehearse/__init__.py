"""`academy rehearse`: one stack from one size to another and back, under the real engine, before AWS hears of it."""
