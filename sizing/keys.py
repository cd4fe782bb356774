"""What CloudFront takes as a public key, told without a cryptography library."""

import base64
import binascii
import re

from sizing.section import Withheld

# A SubjectPublicKeyInfo is DER, in which a key of one kind and size always begins with the same bytes.
# RSA: https://www.rfc-editor.org/rfc/rfc3279#section-2.3.1, P-256: https://www.rfc-editor.org/rfc/rfc5480#section-2
_RSA_2048_START = bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100")
_RSA_2048_END = bytes.fromhex("0203010001")  # the exponent 65537, which every tool chooses
_RSA_2048_LENGTH = len(_RSA_2048_START) + 256 + len(_RSA_2048_END)
_P256_START = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
_P256_LENGTH = len(_P256_START) + 64

_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----\n(?P<body>(?:[A-Za-z0-9+/=]+\n)+)-----END PUBLIC KEY-----\n?")

WANTED = "the PEM of an RSA public key of 2048 bits or an EC public key on P-256, BEGIN PUBLIC KEY to END PUBLIC KEY"
"""The two kinds that CloudFront checks signatures with.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html"""


def public_key(pem: str) -> str:
    """The key as it was given.

    Raises Withheld, which never repeats the key, for anything that isn't one that CloudFront takes. A private key
    belongs into Secrets Manager, and one that stood in a file is no longer private.
    """
    if "PRIVATE KEY" in pem:
        raise Withheld(f"{WANTED}; this is a private key: take it out of the file, and make a new pair")
    match = _PEM.fullmatch(pem)
    if match is None or not _is_taken(match["body"]):
        raise Withheld(WANTED)
    return pem


def _is_taken(body: str) -> bool:
    try:
        der = base64.b64decode(body.replace("\n", ""), validate=True)
    except binascii.Error:
        return False
    rsa = len(der) == _RSA_2048_LENGTH and der.startswith(_RSA_2048_START) and der.endswith(_RSA_2048_END)
    return rsa or (len(der) == _P256_LENGTH and der.startswith(_P256_START))
