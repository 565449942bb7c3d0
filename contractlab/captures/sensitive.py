"""What counts as a secret: names of headers, parameters and keys, and traces of them inside other text.

The lists are generous on purpose. A place removed without need costs one check, which is then reported as not made;
a token left in a shared file costs a credential. What is known to be no secret (page tokens, idempotency keys) stays.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote, unquote_plus

__all__ = [
    "REDACTED",
    "Secrets",
    "is_secret_header",
    "is_secret_key",
    "is_secret_parameter",
    "may_assign_secret",
    "may_hold_secret_key",
    "normalise_name",
    "redact_parameters",
    "redact_text",
]

REDACTED: Final = "‹redacted›"
"""What stands where a secret was. The text alone means nothing: only listed places were redacted."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SECRET_HEADERS = frozenset(
    _words("""
    authorization proxy-authorization x-forwarded-authorization x-original-authorization authentication
    cookie cookie2 set-cookie set-cookie2 x-auth x-session session
    x-api-key api-key apikey x-apikey x-auth-key x-functions-key x-master-key ocp-apim-subscription-key x-goog-api-key
    x-auth-token x-amz-security-token x-csrftoken x-xsrftoken x-session-id x-sessionid x-amz-content-signature
    x-signature x-hub-signature x-hub-signature-256 stripe-signature client-cert x-client-cert x-forwarded-client-cert
    cf-access-jwt-assertion x-goog-iap-jwt-assertion x-ms-token-aad-access-token dpop
    """)
)
_SECRET_HEADER_PARTS = re.compile(
    r"secret|passw|passphrase|api-?key|access-?key|private-?key|csrf|xsrf|session-?(?:id|token|key)|(?:^|-)jwt(?:-|$)"
    r"|credential|authorization|auth-token|(?:^|-)token$"
)
_HARMLESS_ENDS = tuple(
    f"{word}token" for word in _words("page continuation cursor sync next prev previous idempotency")
)

# Ends of names without their separators, so that new_password, userPassword and PASSWORD are one thing.
_SECRET_ENDS = _words("""
    password passwd pwd passphrase passcode secret token jwt apikey privatekey secretkey accesskey signingkey
    sessionid sessid codeverifier authorization setcookie clientassertion credentials
    passwordconfirmation passwordconfirm passwordrepeat passwordagain passwordhash
""")
_SECRET_NAMES = frozenset(["cookie"])
# In an address or a form these carry signatures and one-time grants; in a JSON body they are ordinary words.
_SECRET_PARAMETERS = frozenset(
    _words("""
    sig signature hmac sid assertion samlresponse samlrequest otp pass auth awsaccesskeyid
    xamzsignature xamzcredential xgoogsignature xgoogcredential
    """)
)
# ?key= is Google's API key and everybody's lookup key, ?code= an OAuth grant and a country: the value has to tell.
_AMBIGUOUS_PARAMETERS = frozenset(_words("key code state"))
_CREDENTIAL_LIKE = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[\w.~+/=-]{16,}", re.ASCII)

# Where a key of JSON ends, and where a name does to which any text gives a value; what stands before it is the name.
_AFTER_KEY = re.compile(r"\\{0,16}+\"\s*+:")
_AFTER_NAME = re.compile(r"\\{0,16}+[\"']?+\s{0,20}+[:=]")
_OF_NAMES = string.ascii_letters + string.digits + "_.-[]"
_LONGEST_NAME = 80
_STEMS = _words("pass pwd secret token jwt key sess verifier auth cookie assertion credential")
_SEPARATORS = re.compile(r"[-_.\s]+")
_LAST_BRACKET = re.compile(r"\[([^\[\]]+)\]$")
_OF_A_LIST = re.compile(r"(?:\[\d*\])+$")

_PARAMETER_IN_TEXT = re.compile(r"((?:^|[?&;#])([\w.\-\[\]%]{1,64})=)([^&;#\s\"'<>\\]+)")
_USERINFO_IN_TEXT = re.compile(r"(?<=://)[^/\s@?#\"'<>\\]++(?=@)")
_CREDENTIAL_IN_TEXT = re.compile(r"\b(bearer|basic|dpop|apikey)([ \t]++)([\w.~+/=-]{8,}+)", re.IGNORECASE)
_DIGIT, _SMALL, _CAPITAL = re.compile("[0-9]"), re.compile("[a-z]"), re.compile("[A-Z]")


def normalise_name(name: str) -> str:
    """Reduce a name to what it says: ``user[New_Password]`` to ``newpassword``, ``token[]`` to ``token``."""
    if name.endswith("]"):
        name = _OF_A_LIST.sub("", name)
    last = _LAST_BRACKET.search(name)
    return _SEPARATORS.sub("", (last[1] if last else name)).lower()


def is_secret_header(name: str) -> bool:
    """Tell whether the value of the header `name` is a credential."""
    lower = name.strip().lower().replace("_", "-")
    if lower in _SECRET_HEADERS:
        return True
    return _SECRET_HEADER_PARTS.search(lower) is not None and not normalise_name(name).endswith(_HARMLESS_ENDS)


def is_secret_key(name: str) -> bool:
    """Tell whether a value under the key `name` of a body is a credential."""
    plain = normalise_name(name)
    if plain in _SECRET_NAMES:
        return True
    if plain[-1:].isdecimal():
        plain = plain.rstrip("0123456789")
    return plain.endswith(_SECRET_ENDS) and not plain.endswith(_HARMLESS_ENDS)


def is_secret_parameter(name: str, value: str) -> bool:
    """Tell whether a parameter of a query or a form is a credential; for ``key`` and ``code`` the value tells."""
    plain = normalise_name(name)
    if plain in _SECRET_PARAMETERS or is_secret_key(name):
        return True
    return plain in _AMBIGUOUS_PARAMETERS and _CREDENTIAL_LIKE.fullmatch(value) is not None


def may_hold_secret_key(text: str) -> bool:
    """Quick look at JSON text: False only if no key in it can be a secret's name."""
    lower = text.lower()
    if "\\u00" in lower:
        return True
    if not any(stem in lower for stem in _STEMS):
        return False
    # Keys repeat: there are few of them, whatever the length of the text.
    return any(map(is_secret_key, {before.rpartition('"')[2] for before in _before(_AFTER_KEY, text)}))


def may_assign_secret(text: str) -> bool:
    """Quick look at any text: False only if nothing in it reads like a value given to a secret's name."""
    lower = text.lower()
    if not any(stem in lower for stem in _STEMS):
        return False
    names = {before[len(before.rstrip(_OF_NAMES)) :] for before in _before(_AFTER_NAME, text)}
    return any(map(is_secret_key, names))


def _before(sign: re.Pattern[str], text: str) -> Iterator[str]:
    for match in sign.finditer(text):
        at = match.start()
        yield text[max(0, at - _LONGEST_NAME) : at]


class Secrets:
    """The texts that were removed from one capture, to find them again where they are repeated.

    Only the first hundred are looked for: the search costs their number times the text, and who sends thousands of
    different secrets in one body sends them under names that are removed anyway.
    """

    # Shorter ones are ordinary words. Cookies hold language codes and customer numbers, so they must be longer.
    MINIMUM, MINIMUM_COOKIE, MINIMUM_ELSEWHERE = 8, 16, 4
    MOST = 100

    def __init__(self) -> None:
        self._exact: dict[str, None] = {}
        self._everywhere: dict[str, None] = {}

    def add(self, value: str, *, cookie: bool = False) -> None:
        """Remember one removed text."""
        value = value.strip()
        if len(value) < self.MINIMUM_ELSEWHERE or REDACTED in value:
            return
        if len(self._everywhere) < self.MOST:
            self._everywhere[value] = None
        if len(value) >= (self.MINIMUM_COOKIE if cookie else self.MINIMUM) and len(self._exact) < self.MOST:
            self._exact[value] = None

    def exact(self) -> list[str]:
        """Secrets to look for where a contract may check: long ones only; the longest first."""
        return sorted(self._exact, key=len, reverse=True)

    def everywhere(self) -> list[str]:
        """Secrets to look for where no contract checks; the longest first."""
        return sorted(self._everywhere, key=len, reverse=True)


IsSecretParameter = Callable[[str, str], bool]


def redact_text(text: str, is_secret: IsSecretParameter = is_secret_parameter, secrets: Secrets | None = None) -> str:
    """Remove token parameters (``?access_token=…``), user names of addresses and ``Bearer …`` from any text.

    Parameters
    ----------
    text : str
    is_secret : callable
        Takes a parameter's name and value.
    secrets : Secrets, optional
        Collects what was removed.
    """

    def replace(match: re.Match[str]) -> str:
        if match[3] == REDACTED or not is_secret(match[2], unquote_plus(match[3])):
            return match[0]
        if secrets is not None:
            secrets.add(match[3])
            secrets.add(unquote_plus(match[3]))
        return match[1] + REDACTED

    if "://" in text:
        text = _USERINFO_IN_TEXT.sub(lambda match: _remember_userinfo(match[0], secrets), text)
    if "=" in text:
        text = _PARAMETER_IN_TEXT.sub(replace, text)
    if " " in text or "\t" in text:
        text = _CREDENTIAL_IN_TEXT.sub(lambda match: _without_credential(match, secrets), text)
    return text


def _without_credential(match: re.Match[str], secrets: Secrets | None) -> str:
    credential = match[3]
    # "Bearer authentication" is none: a credential has a digit, or a capital after a small letter.
    small = _SMALL.search(credential)
    if not _DIGIT.search(credential) and (small is None or not _CAPITAL.search(credential, small.start())):
        return match[0]
    if secrets is not None:
        secrets.add(credential)
    return f"{match[1]}{match[2]}{REDACTED}"


def _remember_userinfo(userinfo: str, secrets: Secrets | None) -> str:
    if secrets is not None:
        secrets.add(userinfo)
        secrets.add(unquote_plus(userinfo.rpartition(":")[2]))
    return REDACTED


def redact_parameters(
    text: str, is_secret: IsSecretParameter, secrets: Secrets | None = None
) -> tuple[str, tuple[str, ...]]:
    """Remove the values of secret parameters from a query or a form; every other byte stays as sent.

    Returns
    -------
    text : str
    names : tuple of str
        Decoded names of the parameters whose value was removed.
    """
    if "=" not in text:
        return text, ()
    names: dict[str, None] = {}
    parts = text.split("&")
    for index, part in enumerate(parts):
        raw_name, equals, raw_value = part.partition("=")
        if not equals or not raw_value:
            continue
        name, value = unquote_plus(raw_name), unquote_plus(raw_value)
        if is_secret(name, value):
            if secrets is not None:
                secrets.add(raw_value)
                secrets.add(value)
            parts[index] = f"{raw_name}={REDACTED}"
            names[name] = None
            continue
        # An address inside a parameter: ?next=https%3A%2F%2F…%3Faccess_token%3D…
        inner = redact_text(value, is_secret, secrets)
        if inner != value:
            parts[index] = f"{raw_name}={quote(inner, safe=':/@').replace(quote(REDACTED), REDACTED)}"
            names[name] = None
    return "&".join(parts), tuple(names)
