"""Names that are those of secrets only where the value looks like one: ``pin``, ``pass``, ``sid``, ``licenseKey``.

A place that is removed without need is a check that is not made, so a name that is an ordinary word as well is not
enough.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["STEMS_OF_LIKELY", "is_likely_secret", "may_name_secret"]

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_NUMBERS = frozenset("pin otp cvv cvc cvn csc ssn tan totp mfa".split())
"""Last words of names under which a short number is a secret."""
_NUMBER_CODES = frozenset(
    "securitycode verificationcode onetimecode pincode twofactorcode passcode mfacode smscode accesscode "
    "authcode".split()
)
_PASSWORDS = frozenset("pass pw pword senha".split())
_CREDENTIALS = frozenset(
    "auth bearer csrf xsrf nonce sid sig hmac ticket sas signature verifier cookie session assertion ott sso "
    "crumb".split()
)
_CREDENTIAL_NAMES = (
    "userkey appkey licensekey applicationkey clientkey consumerkey developerkey devkey partnerkey sharedkey "
    "servicekey webhookkey integrationkey subscriptionkey productkey instrumentationkey activationkey devicekey "
    "recoverycode recoverycodes backupcode backupcodes connectionstring sastoken dsn credential apiuser "
    "devicecode sshkey deploykey rememberme"
).split()
_KEYS = (
    "accountkey masterkey sessionkey encryptionkey decryptionkey storagekey authkey subscriptionkey sharedkey cryptkey "
    "recoverycode recoverycodes backupcode backupcodes recoverykey oauthsignature oauthverifier connectionstring "
    "sharedaccesssignature magiclink clientkey hmackey securekey jwk mnemonic seedphrase"
).split()

_NUMBER = re.compile(r"[0-9]{3,10}|[0-9]{3}-[0-9]{2}-[0-9]{4}")
_CREDENTIAL = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[\w.~+/=:$%!@#*&^-]{12,}")
_PASSWORD = re.compile(r"(?=.*(?:[0-9]|[^\w\s]|[a-z][A-Z]|[A-Z][a-z]))\S{5,256}", re.DOTALL)
STEMS_OF_LIKELY = (
    "senha pin otp cvv cvc cvn csc ssn tan mfa code pass pw auth bearer csrf xsrf nonce sid sig hmac ticket sas "
    "key verifier ott sso crumb remember magic cookie session assertion connectionstring dsn credential seed mnemonic "
    "jwk apiuser sharedaccess"
).split()
"""Every name that depends on its value has one of these in its letters."""


@lru_cache(maxsize=4096)
def _kind_of(name: str) -> str:
    """``"number"``, ``"password"``, ``"credential"``, ``"text"``, or nothing."""
    words = [word.lower() for word in _WORDS.findall(name[-80:]) if not word.isdigit()]
    if not words:
        return ""
    plain, last = "".join(words), words[-1]
    if plain.endswith(tuple(_KEYS)):
        return "text"
    if last in _NUMBERS or plain.endswith(tuple(_NUMBER_CODES)):
        return "number"
    if last in _PASSWORDS:
        return "password"
    if last in _CREDENTIALS or plain in _CREDENTIAL_NAMES:
        return "credential"
    return "credential" if last == "key" and plain.endswith(tuple(_CREDENTIAL_NAMES)) else ""


def may_name_secret(name: str) -> bool:
    """Tell whether a name is one of those that depend on their value."""
    return _kind_of(name) != ""


def is_likely_secret(name: str, value: str) -> bool:
    """Tell whether a value is a secret, by a name that alone would not say it, and by its looks.

    Parameters
    ----------
    name : str
        Of a key, a parameter, a form field or a header.
    value : str
        A number as its text.
    """
    kind = _kind_of(name)
    if not kind or len(value) < 3:
        return False
    if kind == "number" and _NUMBER.fullmatch(value):
        return True
    if kind == "text":
        return len(value) >= 6 and not value.isspace()
    if kind == "password":
        return _PASSWORD.fullmatch(value) is not None
    return len(value) <= 8192 and _CREDENTIAL.fullmatch(value) is not None and not _is_plain(value)


_PLAIN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*"
    r"|https?://.*"
    r"|[a-z]+(?:[-_.:/][a-z]+)*[-_.:/]?[0-9]{0,4}"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+",
    re.DOTALL,
)


def _is_plain(value: str) -> bool:
    """A date, an address, a word with a number behind it, or a mail address: long and mixed, and no credential."""
    return _PLAIN.fullmatch(value) is not None
