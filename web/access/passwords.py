"""Passwords: what one must be, and how one is kept and compared."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from errors import UserError

SHORTEST, LONGEST = 10, 1_000
_HASHER = PasswordHasher()


def check(password: str, email: str) -> None:
    """Raise UserError for a password that is too easy to guess. It is never repeated."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UserError(
            f"The password has {len(password)} characters; it takes {SHORTEST} at least"
            f" (and {LONGEST:,} at most).",
            hint="Three words that do not belong together are easy to remember.",
            field="password",
        )
    if _same(password) in (_same(email), _same(email.partition("@")[0])):
        raise UserError(
            "The password is the e-mail address.",
            hint="Choose something that nobody knows who knows you.",
            field="password",
        )


def hashed(password: str) -> str:
    """What is kept of a password. Takes a moment, on purpose: call it in a thread."""
    return _HASHER.hash(_plain(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether that is the password. Without a stored one it is not, which takes just as long:
    the time must not tell whether somebody exists."""
    try:
        _HASHER.verify(stored or _of_nobody(), _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether it was hashed when less was thought to be enough."""
    return _HASHER.check_needs_rehash(stored)


def warm_up() -> None:
    """Before the first attempt: it would take twice as long for an unknown address."""
    _of_nobody()


@cache
def _of_nobody() -> str:
    return hashed("a password that nobody has")


def _plain(password: str) -> str:
    """Two keyboards may write the same letter in two ways."""
    return unicodedata.normalize("NFC", password)


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()
