"""Password hashes as EOS writes them: SHA-512 crypt (Drepper, "Unix crypt using SHA-256 and SHA-512", 2008)."""

import hashlib
import hmac
import secrets
import string
from functools import lru_cache

_ALPHABET = "./" + string.digits + string.ascii_uppercase + string.ascii_lowercase
_ROUNDS = 5000
_SALT_LENGTH = 16
_DIGEST_LENGTH = 64


def hash_password(password: str, salt: str = "") -> str:
    """Return the `$6$salt$hash` of a password, with a random salt when none is given."""
    salt = salt or "".join(secrets.choice(_ALPHABET) for _ in range(_SALT_LENGTH))
    return f"$6${salt}${_encode(_digest(password.encode(), salt.encode()[:_SALT_LENGTH]))}"


@lru_cache(maxsize=256)
def verify_password(password: str, hashed: str) -> bool:
    """Tell whether a password is the one behind a `$6$salt$hash`; any other kind of hash is never matched."""
    parts = hashed.split("$")
    if len(parts) != 4 or parts[1] != "6":  # noqa: PLR2004
        return False
    return hmac.compare_digest(hash_password(password, parts[2]), hashed)


def _repeat(block: bytes, length: int) -> bytes:
    return (block * (length // len(block) + 1))[:length]


def _digest(password: bytes, salt: bytes) -> bytes:
    mixed = hashlib.sha512(password + salt + password).digest()
    start = password + salt + _repeat(mixed, len(password))
    length = len(password)
    while length:
        start += mixed if length & 1 else password
        length >>= 1
    current = hashlib.sha512(start).digest()
    password_block = _repeat(hashlib.sha512(password * len(password)).digest(), len(password))
    salt_block = _repeat(hashlib.sha512(salt * (16 + current[0])).digest(), len(salt))
    for turn in range(_ROUNDS):
        text = password_block if turn & 1 else current
        text += salt_block if turn % 3 else b""
        text += password_block if turn % 7 else b""
        current = hashlib.sha512(text + (current if turn & 1 else password_block)).digest()
    return current


def _encode(digest: bytes) -> str:
    """Write a digest in the alphabet of crypt: three bytes at a time, 21 places apart, turning."""
    text = ""
    first, second, third = 0, 21, 42
    for _ in range(21):
        text += _letters(digest[first] << 16 | digest[second] << 8 | digest[third], 4)
        first, second, third = second + 1, third + 1, first + 1
    return text + _letters(digest[_DIGEST_LENGTH - 1], 2)


def _letters(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> (6 * place) & 0x3F] for place in range(count))
