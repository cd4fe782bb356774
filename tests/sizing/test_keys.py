import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from sizing.keys import WANTED, Withheld, public_key

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@pytest.fixture(scope="module")
def rsa_2048() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public_pem(key: Private) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def private_pem(key: Private) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_both_kinds_that_cloudfront_checks_signatures_with_are_taken(
    rsa_2048: rsa.RSAPrivateKey, p256: ec.EllipticCurvePrivateKey
) -> None:
    for key in (rsa_2048, p256):
        assert public_key(public_pem(key)) == public_pem(key)
        assert public_key(public_pem(key).rstrip()) == public_pem(key).rstrip()


@pytest.mark.parametrize(
    "key", [rsa.generate_private_key(65537, 3072), ec.generate_private_key(ec.SECP384R1())], ids=["RSA 3072", "P-384"]
)
def test_another_size_or_curve_is_refused(key: Private) -> None:
    with pytest.raises(Withheld, match=f"^{WANTED}$"):
        public_key(public_pem(key))


def test_a_private_key_is_refused_as_one_and_never_repeated(
    rsa_2048: rsa.RSAPrivateKey, p256: ec.EllipticCurvePrivateKey
) -> None:
    for key in (rsa_2048, p256):
        pem = private_pem(key)
        with pytest.raises(Withheld, match="; this is a private key: take it out of the file") as refused:
            public_key(pem)
        assert not any(line in str(refused.value) for line in pem.splitlines() if "-" not in line)


def test_a_private_key_without_its_first_and_last_line_is_refused(p256: ec.EllipticCurvePrivateKey) -> None:
    body = "".join(private_pem(p256).splitlines()[1:-1])
    with pytest.raises(Withheld, match=f"^{WANTED}$"):
        public_key(body)
    with pytest.raises(Withheld, match=f"^{WANTED}$"):
        public_key(f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")


def test_a_file_with_something_beside_the_key_is_refused(p256: ec.EllipticCurvePrivateKey) -> None:
    for text in ("", public_pem(p256) * 2, f"key: {public_pem(p256)}", public_pem(p256).replace("\n", "\r\n")):
        with pytest.raises(Withheld, match=f"^{WANTED}$"):
            public_key(text)


def test_a_key_that_was_cut_short_or_goes_on_is_refused(
    rsa_2048: rsa.RSAPrivateKey, p256: ec.EllipticCurvePrivateKey
) -> None:
    whole = [key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) for key in (rsa_2048, p256)]
    for key in whole:
        for der in (key[:60] + key[61:], key[:-9] + bytes(9) + key[-9:]):
            pem = f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----\n"
            with pytest.raises(Withheld, match=f"^{WANTED}$"):
                public_key(pem)


@given(st.binary(max_size=400))
def test_bytes_that_are_no_key_are_refused(body: bytes) -> None:
    with pytest.raises(Withheld, match=f"^{WANTED}$"):
        public_key(f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(body).decode()}\n-----END PUBLIC KEY-----\n")
