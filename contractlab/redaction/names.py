"""Which names are those of secrets: of headers, parameters and keys, and where a text may hold such a name.

The lists are generous on purpose. A place removed without need costs one check, which is then reported as not made;
a token left in a shared file costs a credential. What is known to be no secret (page tokens, idempotency keys) stays.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from contractlab.redaction.likely import STEMS_OF_LIKELY, may_name_secret

__all__ = [
    "can_be_secret",
    "is_secret_header",
    "is_secret_key",
    "is_secret_parameter",
    "may_assign_secret",
    "may_hold_secret_key",
    "normalise_name",
]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SECRET_HEADERS = frozenset(
    _words("""
    authorization proxy-authorization x-forwarded-authorization x-original-authorization authentication
    cookie cookie2 set-cookie set-cookie2 x-auth x-session session
    x-api-key api-key apikey x-apikey x-auth-key x-functions-key x-master-key ocp-apim-subscription-key x-goog-api-key
    x-auth-token x-amz-security-token x-csrftoken x-xsrftoken x-session-id x-sessionid x-amz-content-signature
    x-signature x-hub-signature x-hub-signature-256 stripe-signature client-cert x-client-cert x-forwarded-client-cert
    cf-access-jwt-assertion x-goog-iap-jwt-assertion x-ms-token-aad-access-token dpop x-wsse fastly-key cb-access-sign
    x-amzn-oidc-data x-amzn-oidc-accesstoken x-amzn-oidc-identity x-ms-client-principal
    """)
)
_SECRET_HEADER_PARTS = re.compile(
    r"secret|passw|passphrase|api-?key|access-?key|private-?key|csrf|xsrf|session-?(?:id|token|key)|(?:^|-)jwt(?:-|$)"
    r"|credential|authorization|auth-token|token$"
    r"|(?:^|-)signature(?:-v?\d+|-sha-?\d+|-ed25519)?$|hmac(?:-sha-?\d+)?$|transmission-sig$|(?:^|-)(?:pin|otp)$"
    r"|(?:access|verification|security)-code$|(?:subscription|account|master|shared|storage|license|app|user)-key$"
)
_HARMLESS_ENDS = (
    "allowcredentials",
    *(f"{word}token" for word in _words("page continuation cursor sync next prev previous idempotency")),
)

# Ends of names without their separators, so that new_password, userPassword and PASSWORD are one thing.
_SECRET_ENDS = _words("""
    password passwd pwd passphrase passcode secret token jwt apikey privatekey secretkey accesskey signingkey
    sessionid sessid codeverifier authorization setcookie clientassertion credentials
    passwordconfirmation passwordconfirm passwordrepeat passwordagain passwordhash pwdhash
    passwort kennwort motdepasse wachtwoord contraseña contrasena
    privatekeypem sshprivatekey secretstring securityanswer samlresponse
""")
_SECRET_NAMES = frozenset(["cookie"])
# In an address or a form these carry signatures and one-time grants; in a JSON body they are ordinary words.
_SECRET_PARAMETERS = frozenset(
    _words("""
    sig signature hmac sid assertion samlresponse samlrequest otp pass auth awsaccesskeyid
    xamzsignature xamzcredential xgoogsignature xgoogcredential accesskeyid hdnts hdnea hdntl
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
_STEMS = _words(
    "pass pwd secret token jwt key sess verifier auth cookie assertion credential pin otp cvv cvc cvn csc ssn tan mfa "
    "code pw bearer csrf xsrf nonce sid sig hmac ticket sas connectionstring dsn seed mnemonic jwk kty curl "
    "kennwort wachtwoord contrase senha answer saml remember magic"
)
_ASSIGNING = (":", "=", "--", "curl")
"""Without one of these no text gives a value to a name."""
# {"name": "password", "value": …}: the name of a value may be a value itself.
_LABEL = re.compile(
    r"\"(?:name|key|k|field|id|header|parameter|property|label)\\{0,16}+\"\s{0,20}+:\s{0,20}+\\{0,16}+\"([^\"\\]{1,80})",
    re.IGNORECASE,
)
# Most names of a query are plain: without one of these among its letters no list, and no look at a value, says secret.
_SIGN_OF_SECRET = re.compile("|".join(sorted({*_STEMS, *STEMS_OF_LIKELY, "saml", "state", "hdn"})))
_NO_LETTERS = re.compile(r"[^a-z]+")
_SEPARATORS = re.compile(r"[-_.\s]+")
_LAST_BRACKET = re.compile(r"\[([^\[\]]+)\]$")
_OF_A_LIST = re.compile(r"(?:\[\d*\])+$")


def normalise_name(name: str) -> str:
    """Reduce a name to what it says: ``user[New_Password]`` to ``newpassword``, ``token[]`` to ``token``."""
    if name.endswith("]"):
        name = _OF_A_LIST.sub("", name)
    last = _LAST_BRACKET.search(name)
    return _SEPARATORS.sub("", (last[1] if last else name)).lower()


def can_be_secret(name: str) -> bool:
    """Quick look at the name of a parameter or key: False only if nothing under it is a secret, whatever it is."""
    return _SIGN_OF_SECRET.search(_NO_LETTERS.sub("", name.lower())) is not None


def is_secret_header(name: str) -> bool:
    """Tell whether the value of the header `name` is a credential."""
    lower = name.strip().lower().replace("_", "-")
    if lower in _SECRET_HEADERS:
        return True
    return _SECRET_HEADER_PARTS.search(lower) is not None and not normalise_name(name).endswith(_HARMLESS_ENDS)


def is_secret_key(name: str) -> bool:
    """Tell whether a value under the key `name` of a body is a credential."""
    return _is_secret_name(normalise_name(name))


def _is_secret_name(plain: str) -> bool:
    if plain in _SECRET_NAMES:
        return True
    if plain[-1:].isdecimal():
        plain = plain.rstrip("0123456789")
    return plain.endswith(_SECRET_ENDS) and not plain.endswith(_HARMLESS_ENDS)


def is_secret_parameter(name: str, value: str) -> bool:
    """Tell whether a parameter of a query or a form is a credential; for ``key`` and ``code`` the value tells."""
    if not can_be_secret(name):
        return False
    plain = normalise_name(name)
    if plain in _SECRET_PARAMETERS or _is_secret_name(plain):
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
    keys = {before.rpartition('"')[2] for before in _before(_AFTER_KEY, text)}
    return "kty" in keys or any(map(_names_a_secret, keys)) or any(map(_names_a_secret, _LABEL.findall(text)))


def _names_a_secret(name: str) -> bool:
    """Tell whether a name is that of a secret, or of several, or may be so by its value."""
    single = name[:-1] if name[-1:] in ("s", "S") else name
    return is_secret_key(name) or is_secret_key(single) or may_name_secret(name) or may_name_secret(single)


def may_assign_secret(text: str) -> bool:
    """Quick look at any text: False only if nothing in it reads like a value given to a secret's name."""
    lower = text.lower()
    if not any(sign in lower for sign in _ASSIGNING) or not any(stem in lower for stem in _STEMS):
        return False
    if "--" in lower or "curl" in lower:
        return True
    names = {before[len(before.rstrip(_OF_NAMES)) :] for before in _before(_AFTER_NAME, text)}
    return any(is_secret_key(name) or may_name_secret(name) for name in names)


def _before(sign: re.Pattern[str], text: str) -> Iterator[str]:
    for match in sign.finditer(text):
        at = match.start()
        yield text[max(0, at - _LONGEST_NAME) : at]
