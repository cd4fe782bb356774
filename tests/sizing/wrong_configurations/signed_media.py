"""Who may see media."""

from tests.sizing.public_key import PUBLIC_KEY
from tests.sizing.wrong_configurations.row import ABSENT, Path, Wrong


def at(*keys: str | int) -> Path:
    return ("academy:media", *keys)


PRIVATE_KEY = PUBLIC_KEY.replace("PUBLIC", "PRIVATE")
WANT = "the PEM of an RSA public key of 2048 bits or an EC public key on P-256, BEGIN PUBLIC KEY to END PUBLIC KEY"

ROWS = (
    Wrong("nobody's media", {at("access"): ABSENT}, ("academy:media.access is missing; want public or signed",)),
    Wrong(
        "media that are private",
        {at("access"): "private"},
        ('academy:media.access is "private"; want public or signed',),
    ),
    Wrong(
        "signatures that nothing proves",
        {at("access"): "signed"},
        (f"academy:media.public_key is missing; want {WANT} with access signed",),
    ),
    Wrong(
        "a key that proves nothing",
        {at("public_key"): PUBLIC_KEY},
        (
            'academy:media.public_key is "-----BEGIN PUBLIC KEY-----\\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQc…; '
            "want no key with access public",
        ),
    ),
    Wrong(
        "the private half of the pair",
        {at("access"): "signed", at("public_key"): PRIVATE_KEY},
        (
            f"academy:media.public_key is [secret]; want {WANT}; this is a private key: take it out of the file, "
            "and make a new pair",
        ),
    ),
    Wrong(
        "a key without its first and last line",
        {at("access"): "signed", at("public_key"): PUBLIC_KEY.splitlines()[1]},
        (f"academy:media.public_key is [secret]; want {WANT}",),
    ),
    Wrong(
        "a private key line by line",
        {at("access"): "signed", at("public_key"): PRIVATE_KEY.splitlines()},
        (f"academy:media.public_key is [secret]; want {WANT}",),
    ),
    Wrong(
        "a private key where nothing of the kind belongs",
        {at("bucket"): PRIVATE_KEY},
        (
            "academy:media.bucket is [secret]; want 3 to 63 lower-case letters, digits and hyphens, "
            "with no start or end that S3 keeps for itself",
        ),
    ),
)
