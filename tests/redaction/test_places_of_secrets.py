"""Places in which a secret may stand, each tried with secrets that are made up on the spot; and what looks alike."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest

import contractlab as cl
from contractlab.redaction import Redaction

JSON = "application/json"
TEXT = "text/plain"


def made_up(rng: random.Random, length: int = 20, letters: str = string.ascii_letters + string.digits) -> str:
    """A text such as a generator of passwords gives: letters of both kinds and digits."""
    made = [rng.choice(string.ascii_lowercase), rng.choice(string.ascii_uppercase), rng.choice(string.digits)]
    made += [rng.choice(letters) for _ in range(length - 3)]
    return "".join(made)


def hexadecimal(rng: random.Random, length: int) -> str:
    return "a1" + "".join(rng.choice("0123456789abcdef") for _ in range(length - 2))


BODIES: dict[str, tuple[str, Callable[[str], object]]] = {
    **{
        f"key {name}": (JSON, lambda secret, name=name: {"user": {name: secret}})
        for name in "passwort kennwort motDePasse wachtwoord contraseña senha pwdHash device_code magicLink "
        "securityAnswer SAMLResponse private_key_pem sshKey deployKey secretString rememberMe".split()
    },
    "label k": (JSON, lambda secret: [{"k": "password", "v": secret}]),
    "label with capitals": (JSON, lambda secret: [{"Name": "ApiKey", "Value": secret}]),
    "label behind the value": (JSON, lambda secret: [{"value": secret, "name": "password"}]),
    "list of tokens": (JSON, lambda secret: {"tokens": ["a", secret], "n": 1}),
    "list of passwords": (JSON, lambda secret: {"passwords": [secret]}),
    "web key, symmetric": (JSON, lambda secret: {"keys": [{"kty": "oct", "k": secret}]}),
    "web key, private": (JSON, lambda secret: {"kty": "EC", "crv": "P-256", "x": "a", "d": secret}),
    "pair of elements": ("application/xml", lambda secret: f"<p><Name>password</Name><Value>{secret}</Value></p>"),
    "property list": ("text/xml", lambda secret: f"<dict><key>apiKey</key>\n <string>{secret}</string></dict>"),
    "netrc": (TEXT, lambda secret: f"machine h.test\n  login u\n  password {secret}"),
    "SQL": (TEXT, lambda secret: f"ALTER USER bob WITH PASSWORD '{secret}';"),
    "SQL of MySQL": (TEXT, lambda secret: f"create user 'a'@'%' identified by '{secret}';"),
    "option of mysql": (TEXT, lambda secret: f"mysql -u root -p{secret} db"),
    "address of Oracle": (TEXT, lambda secret: f"jdbc:oracle:thin:scott/{secret}@h:1521:x"),
    "key of PGP": (
        TEXT,
        lambda secret: f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{secret}\n-----END PGP PRIVATE KEY BLOCK-----",
    ),
    "key of PuTTY": (TEXT, lambda secret: f"Encryption: none\nPrivate-Lines: 1\n{secret}\nPrivate-MAC: a"),
}
TOKENS: dict[str, Callable[[random.Random], str]] = {
    "anthropic": lambda rng: f"sk-ant-api03-{made_up(rng, 80)}",
    "vault": lambda rng: f"hvs.{made_up(rng, 24)}",
    "huggingface": lambda rng: f"hf_{made_up(rng, 34)}",
    "atlassian": lambda rng: f"ATATT3xFfGF0{made_up(rng, 90)}=1A2B3C4D",
    "argon2": lambda rng: f"$argon2id$v=19$m=65536,t=3,p=4${made_up(rng, 22)}${made_up(rng, 43)}",
    "crypt": lambda rng: f"$6$rounds=5000${made_up(rng, 16)}${made_up(rng, 86)}",
    "apache": lambda rng: f"$apr1${made_up(rng, 8)}${made_up(rng, 22)}",
    "ldap": lambda rng: f"{{SSHA}}{made_up(rng, 32)}",
    "django": lambda rng: f"pbkdf2_sha256$600000${made_up(rng, 22)}${made_up(rng, 43)}=",
    "launchdarkly": lambda rng: f"sdk-{hexadecimal(rng, 8)}-e2a0-4586-9b8e-{hexadecimal(rng, 12)}",
    "fly": lambda rng: f"fm2_{made_up(rng, 200)}",
    "sonar": lambda rng: f"squ_{hexadecimal(rng, 40)}",
    "buildkite": lambda rng: f"bkua_{hexadecimal(rng, 40)}",
    "session of AWS": lambda rng: f"FwoGZXIvYXdz{made_up(rng, 200)}",
    "asana": lambda rng: f"1/1201234567890123:{hexadecimal(rng, 32)}",
    "telegram in a path": lambda rng: f"https://api.telegram.org/bot123456789:AA{made_up(rng, 33)}/getMe",
    "short web token": lambda rng: f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{made_up(rng, 43)}",
}
HEADERS = {
    **dict.fromkeys(("Fastly-Key", "CB-ACCESS-SIGN", "X-TrackerToken", "X-Amzn-Oidc-Data"), "{}"),
    "X-WSSE": 'UsernameToken Username="bob", PasswordDigest="{}", Nonce="a"',
    "Sec-WebSocket-Protocol": "graphql-ws, {}",
}
PATHS = ("/reset-password/{}", "/account/verify-email/{}", "/api/tokens/{}/uses", "/invite/{}", "/unsubscribe/{}")
QUERIES = ("hdnts={}", "device_code={}", "accessKeyId={}", "data=" + quote('{"password":"{}"}', safe="{}"))


def everything(part: cl.HttpRequest | cl.HttpResponse) -> str:
    body = part.body if isinstance(part.body, bytes) else b""
    texts = [*(value for _, value in part.headers), body.decode("utf-8", "replace")]
    if isinstance(part, cl.HttpRequest):
        texts += [part.path, part.query, unquote(part.query)]
    return "\n".join(texts)


@pytest.mark.parametrize("place", BODIES)
def test_bodies(place: str) -> None:
    rng = random.Random(place)
    kind, write = BODIES[place]
    for _ in range(20):
        secret = made_up(rng, rng.randrange(16, 40))
        body = write(secret)
        response = cl.HttpResponse(
            200, {"Content-Type": kind}, body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        )
        redacted = Redaction().redact_response(response)
        assert secret not in everything(redacted)
        assert redacted.redacted


@pytest.mark.parametrize("kind", TOKENS)
def test_tokens(kind: str) -> None:
    rng = random.Random(kind)
    for _ in range(10):
        token = TOKENS[kind](rng)
        response = cl.HttpResponse(200, {"Content-Type": JSON}, json.dumps({"note": f"see {token}"}))
        assert token[-20:] not in everything(Redaction().redact_response(response))


@pytest.mark.parametrize("name", HEADERS)
def test_headers(name: str) -> None:
    secret = made_up(random.Random(name), 24)
    request = cl.HttpRequest("GET", "/", headers={name: HEADERS[name].format(secret)})
    assert secret not in everything(Redaction().redact_request(request))


@pytest.mark.parametrize("path", PATHS)
def test_one_time_links(path: str) -> None:
    rng = random.Random(path)
    for _ in range(20):
        secret = made_up(rng, rng.randrange(24, 80))
        redacted = Redaction().redact_request(cl.HttpRequest("GET", path.format(secret)))
        assert secret not in redacted.path
        assert [place.part for place in redacted.redacted] == ["path"]


@pytest.mark.parametrize("query", QUERIES)
def test_queries(query: str) -> None:
    secret = made_up(random.Random(query), 24)
    request = cl.HttpRequest("GET", "/", f"page=2&{query.replace('{}', secret)}&q=a")
    redacted = Redaction().redact_request(request)
    assert secret not in everything(redacted)
    assert redacted.query.startswith("page=2&")
    assert redacted.query.endswith("&q=a")


@pytest.mark.parametrize(
    "path",
    [
        "/tokens/5b1f3c1e-7d5d-4b6a-9f59-2f0f3f6d7c11",
        "/confirm/terms-of-service-and-privacy-2",
        "/reset/17",
        "/invite/ada",
        "/activate/index-of-everything-there-is.html",
        "/orders/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "/verification/status",
    ],
)
def test_other_paths_stay(path: str) -> None:
    request = cl.HttpRequest("GET", path)
    assert Redaction().redact_request(request) == request


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, '{"tokens":[5,17],"keys":["a","b"],"codes":["DE","FR2"]}'),
        (JSON, '{"k":"colour","v":"A1b2C3d4E5f6G7h8"}'),
        (JSON, '{"value":"A1b2C3d4E5f6G7h8","name":"colour"}'),
        (JSON, '{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZpt","e":"AQAB"}'),
        (JSON, '{"d":"2026-01-01T00:00:00","p":"A1b2C3d4E5f6G7h8J9"}'),
        (JSON, '{"resenha":"bom livro 5","path":"/a/b","remember":true}'),
        (JSON, '{"passwords":[],"note":"mysql and postgres -personal","text":"log in with password"}'),
        ("application/xml", "<p><Name>colour</Name><Value>A1b2C3d4E5f6G7h8</Value></p>"),
        (TEXT, "please login here; password required"),
        (TEXT, "identified by name, and with password protection"),
    ],
)
def test_other_bodies_stay(kind: str, body: str) -> None:
    response = cl.HttpResponse(200, {"Content-Type": kind}, body)
    assert Redaction().redact_response(response) == response


@pytest.mark.parametrize(
    ("name", "value"),
    [("Sec-WebSocket-Protocol", "graphql-transport-ws, mqtt, v12.stomp"), ("X-Next-Page-Token", "a1B2c3D4e5F6g7H8i9")],
)
def test_other_headers_stay(name: str, value: str) -> None:
    request = cl.HttpRequest("GET", "/", headers={name: value})
    assert Redaction().redact_request(request) == request
