"""Here live passwords: hashed, compared, judged."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from schemas.errors import SetupError
from schemas.text import clean

# Argon2id with the library's own parameters (RFC 9106's second choice: 64 MiB, 3 passes).
_HASHER = PasswordHasher()
MIN_LENGTH = 10
# Longer texts only cost the server work.
MAX_LENGTH = 200
# A letter and its two marks, where a keyboard sends them one by one.
_MOST_SIGNS = 3
# What people choose first; compared in lower case without digits and signs at the ends.
_COMMON = frozenset(
    {"password", "matkhau", "matkhaumoi", "sohoa", "quantri", "admin", "administrator", "cantho", "canthocity"}
    | {"qwerty", "qwertyuiop", "abc", "abcd", "abcdef", "iloveyou", "welcome", "motcua", "hanhchinh", "congchuc"}
    | {"vietnam", "hochiminh"}
)


def hash_password(password: str) -> str:
    """Argon2's own text, salt within. One word is one password however a keyboard composes its marks (NFC)."""
    return _HASHER.hash(clean(password))


def is_password(password: str, hashed: str) -> bool:
    """Whether the hash is this password's; takes some hundredths of a second either way."""
    try:
        return _HASHER.verify(hashed, clean(password[: MAX_LENGTH * _MOST_SIGNS])[:MAX_LENGTH])
    except (Argon2Error, InvalidHashError):
        return False


def check_strength(password: str, name: str) -> None:
    """Raises SetupError ("password_weak") for one that is short, the account's name, one letter, or common.

    Length counts, not signs (NIST SP 800-63B, 3.1.1.2).
    """
    password = clean(password)
    core = password.lower().strip("0123456789!@#$%^&*()-_=+.,?/ ")
    is_weak = (
        not MIN_LENGTH <= len(password) <= MAX_LENGTH
        or name in password.lower()
        or len(set(password)) < MIN_LENGTH // 2
        or core in _COMMON
        or not core
    )
    if is_weak:
        raise SetupError("password_weak", least=MIN_LENGTH)
