"""What a password must be, and how it is kept."""

from __future__ import annotations

from typing import Literal

import pytest
from argon2 import PasswordHasher

from errors import UserError
from tests.web.access.support import PASSWORD, hashed
from web.access import passwords

EMAIL = "anastasia@plant.test"


@pytest.mark.parametrize("password", ["ten chars!", PASSWORD, "пароль здесь", "x" * 1_000])
def test_what_is_long_enough_will_do(password: str) -> None:
    passwords.check(password, EMAIL)


@pytest.mark.parametrize(
    "password",
    ["", "nine char", "x" * 1_001, EMAIL, " ANASTASIA@plant.test ", "anastasia" + "@plant.TEST"],
)
def test_what_is_easy_to_guess_will_not_and_is_not_repeated(password: str) -> None:
    with pytest.raises(UserError) as caught:
        passwords.check(password, EMAIL)
    assert caught.value.field == "password"
    assert caught.value.value is None


def test_it_is_kept_as_a_hash_with_a_salt() -> None:
    kept = hashed(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept
    assert passwords.hashed(PASSWORD) != kept
    assert passwords.is_right(PASSWORD, kept)
    assert not passwords.is_right(PASSWORD + " ", kept)
    assert not passwords.is_right(PASSWORD, None)
    assert not passwords.is_right(PASSWORD, "no hash at all")
    assert not passwords.is_outdated(kept)


def test_nobodys_password_is_right_for_nobody() -> None:
    passwords.warm_up()
    assert not passwords.is_right("a password that nobody has", None)


def test_as_much_is_compared_for_nobody_as_for_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is not measured here; that the same is done is."""
    compared: list[str] = []

    class Noting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            compared.append(str(hash).rpartition("$")[0].rpartition("$")[0])
            return super().verify(hash, password)

    stored = hashed(PASSWORD)
    passwords.warm_up()
    monkeypatch.setattr(passwords, "_HASHER", Noting())
    assert not passwords.is_right("wrong password", stored)
    assert not passwords.is_right("wrong password", None)
    assert len(compared) == 2
    assert compared[0] == compared[1]  # algorithm, version and cost


def test_the_same_letters_of_another_keyboard_are_the_same() -> None:
    assert passwords.is_right("Größenmaß Öl", hashed("Gro\u0308ßenmaß O\u0308l"))
