"""A key as CloudFront takes it."""

PUBLIC_KEY = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYWukujpNxAaUWtq99X5s931LyoB5
T5D6zNb+hcSeDPDvSxuUHclzRGpEhn0QqsMHNaCjtgEv7X+6rUBk5bxSBg==
-----END PUBLIC KEY-----
"""
"""Made for the tests. Nobody has its private half."""
