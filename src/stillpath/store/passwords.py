"""Passwords: what one may be, and the argon2id hash that is kept of it."""

import threading
import unicodedata
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError

__all__ = ["LONGEST", "SHORTEST", "hash_of", "matches", "wrong_with"]

SHORTEST = 12
"""Characters of a password at least. There is no rule of what it is made of: length is what counts."""

LONGEST = 256
"""Characters of a password at most."""

_AT_ONCE = threading.BoundedSemaphore(2)
"""A hash takes 64 MB and much of a core: many at once would stop every reader."""

_COMMON = frozenset(
    "123456789012 1234567890123 12345678901234 123456789123 012345678910 111111111111 000000000000 aaaaaaaaaaaa "
    "abcdefghijkl abcd12345678 abc123abc123 administrator administrator1 adminadminadmin changemechangeme "
    "iloveyouiloveyou letmeinletmein password1234 password12345 password123456 passwordpassword passw0rdpassw0rd "
    "qwertyuiop12 qwertyuiop123 qwertyuiopasd qwerty123456 qwertyqwerty 1qaz2wsx3edc 1q2w3e4r5t6y welcome12345 "
    "welcomewelcome stillpathstillpath stillpath1234 trustno1trustno1 correcthorsebatterystaple".split()
)


def wrong_with(password: str, login: str) -> str:
    """What is wrong with a new password, as a sentence; empty if nothing is.

    >>> wrong_with("rain on a tin roof", "ann"), wrong_with("Password1234", "ann")
    ('', 'This password is among the first that anybody would try; take another.')
    """
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return f"The password is too short; take at least {SHORTEST} characters, for example four words."
    if len(plain) > LONGEST:
        return f"The password is too long; take at most {LONGEST} characters."
    if plain.casefold() == login.casefold():
        return "The password is the login; take another."
    if "".join(plain.casefold().split()) in _COMMON:
        return "This password is among the first that anybody would try; take another."
    return ""


def hash_of(password: str, hasher: PasswordHash | None = None) -> str:
    """What is kept of a password. `hasher` is for tests, which need a cheap one."""
    with _AT_ONCE:
        return (hasher or _usual()).hash(_plain(password))


def matches(kept: str | None, password: str, hasher: PasswordHash | None = None) -> bool:
    """Whether a password is the one of which `kept` was made; False where nothing is kept.

    It takes as long for an account that is not there: the time tells nobody which logins exist.
    """
    hasher = hasher or _usual()
    with _AT_ONCE:
        nobodys = _nobodys(hasher)
        if len(password) > LONGEST * 2:
            return False
        try:
            same = hasher.verify(_plain(password), kept or nobodys)
        except PwdlibError:
            return False
    return same and kept is not None


@cache
def _usual() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys(hasher: PasswordHash) -> str:
    """The hash of a password that nobody has."""
    return hasher.hash("nobody has this password")


def _plain(password: str) -> str:
    """The password in one of the ways in which keyboards write the same letters."""
    return unicodedata.normalize("NFKC", password)
