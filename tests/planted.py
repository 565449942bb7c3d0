"""Three hundred places in a run, each with a secret of its own, and a walk over everything that can be reached."""

from __future__ import annotations

import base64
import contextlib
import json
import types
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

import contractlab as cl
from contractlab.verification import Run

SECRET_HEADERS = """
    Authorization Proxy-Authorization X-Api-Key Api-Key X-Auth-Token X-Subscription-Key X-Account-Key X-Pin
    X-Access-Code X-Hub-Signature X-Hub-Signature-256 X-Shopify-Hmac-Sha256 X-Slack-Signature X-Twilio-Signature
    Webhook-Signature Svix-Signature Paypal-Transmission-Sig X-Session-Id X-Csrf-Token X-Access-Token X-Secret
    X-Client-Secret X-Amz-Security-Token Ocp-Apim-Subscription-Key X-Functions-Key X-Refresh-Token X-Jwt-Assertion
    Private-Token X-Vault-Token X-Gitlab-Token X-Goog-Api-Key
""".split()
SECRET_PARAMETERS = """
    access_token token api_key apikey auth_key app_key user_key license_key oauth_signature oauth_verifier oauth_token
    ticket sas sig signature client_secret refresh_token id_token password pass pwd otp pin session_id sid jwt
    X-Amz-Signature X-Amz-Credential sharedAccessSignature subscription-key hmac auth
""".split()
SECRET_KEYS = """
    password passwd pwd pass pw pin otp cvv auth bearer csrf nonce sid sig ssn sessionKey masterKey recoveryCode token
    access_token refreshToken idToken clientSecret client_secret apiKey api_key secret secretKey privateKey
    accessKey signingKey encryptionKey passphrase passcode newPassword password_confirmation authToken authorization
    credentials securityCode mfaCode totpSecret webhookSecret connectionString accountKey sharedAccessKey
    backup_codes cardCvc jwt sessionToken csrfToken xsrf_token licenseKey appKey userKey storageKey
""".split()

LABELS = """
    password passwd pwd passphrase token access_token refreshToken clientSecret apiKey api_key secret secretKey
    privateKey accessKey authToken authorization csrfToken sessionToken connectionString accountKey newPassword
    passcode masterKey signingKey encryptionKey webhookSecret storageKey sharedAccessKey
""".split()
"""Names that stand beside their value: ``{"name": "password", "value": …}``."""


class Planter:
    """Makes secrets, each of which occurs in one place alone."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        number = len(self.tokens)
        token = f"q{number:03}Zx7fLm9Rt2VdK{number * 7919 % 1000:03}w"
        self.tokens[place] = token
        return token


def _entry(path: str, **more: Any) -> dict[str, Any]:
    request = {
        "method": more.get("method", "GET"),
        "url": f"http://provider.test{path}",
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": name, "value": value} for name, value in more.get("headers", {}).items()],
        "cookies": [],
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1,
    }
    if "sent" in more:
        request["postData"] = {"mimeType": more.get("sent_type", "application/json"), "text": more["sent"]}
    answered = more.get("answered", {"Content-Type": "application/json"})
    body = more.get("body", "{}")
    return {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "time": 1,
        "request": request,
        "response": {
            "status": more.get("status", 200),
            "statusText": "OK",
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": name, "value": value} for name, value in answered.items()],
            "cookies": [],
            "content": {"size": len(body), "mimeType": answered.get("Content-Type", ""), "text": body},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 1, "receive": 0},
    }


def _example(path: str, response: Mapping[str, Any], **request: Any) -> dict[str, Any]:
    return {
        "description": f"example {path}",
        "request": {"method": "GET", "path": path, **request},
        "response": {"status": 200, **response},
    }


def planted_run() -> tuple[Run, dict[str, str]]:
    """A run in which every example fails at, or beside, secrets; and the secrets by their places."""
    plant = Planter()
    examples, entries = [], []
    types_of = {"Content-Type": "application/json"}

    def add(path: str, expected: Mapping[str, Any], entry: dict[str, Any], **request: Any) -> None:
        examples.append(_example(path, expected, **request))
        entries.append(entry)

    headers = {name: plant(f"request header {name}") for name in SECRET_HEADERS}
    answered = {name: plant(f"response header {name}") for name in SECRET_HEADERS}
    headers["Authorization"] = f"Bearer {headers['Authorization']}"
    headers["Cookie"] = f"session={plant('cookie')}; theme=dark; id={plant('cookie of an id')}"
    answered |= {
        **types_of,
        "Set-Cookie": f"sid={plant('set-cookie')}; Path=/",
        "WWW-Authenticate": f'Digest realm="r", nonce="{plant("www-authenticate")}"',
        "Authentication-Info": f'nextnonce="{plant("authentication-info")}"',
        "Location": f"https://user:{plant('userinfo of location')}@h.test/?access_token={plant('query of location')}",
        "X-Note": f"password={plant('prose in a header')}",
    }
    expected_headers = dict.fromkeys(answered, "something else")
    add("/headers", {"headers": expected_headers}, _entry("/headers", headers=headers, answered=answered))

    query = "&".join(f"{name}={plant(f'query {name}')}" for name in SECRET_PARAMETERS)
    add("/query", {"status": 418}, _entry(f"/query?{query}"))

    flat = {name: plant(f"key {name}") for name in SECRET_KEYS}
    deep = {"user": {"list": [{name: plant(f"deep key {name}")} for name in SECRET_KEYS]}}
    expected = {"body": dict.fromkeys(SECRET_KEYS, 1), "headers": types_of}
    add("/flat", expected, _entry("/flat", body=json.dumps(flat)))
    wanted = {"user": {"list": [{name: 1} for name in SECRET_KEYS]}}
    add("/deep", {"body": wanted, "headers": types_of}, _entry("/deep", body=json.dumps(deep)))
    sent = json.dumps({name: plant(f"sent key {name}") for name in SECRET_KEYS})
    add("/sent", {"status": 418}, _entry("/sent", method="GET", sent=sent, headers=types_of))

    form = "&".join(f"{name}={plant(f'form {name}')}" for name in SECRET_PARAMETERS)
    add("/form", {"status": 418}, _entry("/form", sent=form, sent_type="application/x-www-form-urlencoded"))
    echo = json.dumps({"note": f"you sent {plant.tokens['form token']}", "again": flat["password"]})
    add("/echo", {"body": {"note": 1, "again": 1}, "headers": types_of},
        _entry(f"/echo?token={plant.tokens['form token']}", body=echo,
               headers={"Authorization": f"Bearer {flat['password']}"}))  # fmt: skip

    pairs = [{"name": "password", "value": plant("a pair of name and value")}]
    xml = f'<a><password>{plant("xml element")}</password><p name="password">{plant("xml by its name")}</p></a>'
    shapes = {
        "jwt": f"eyJhbGciOiJIUzI1NiJ9.{base64.urlsafe_b64encode(plant('a bare jwt').encode()).decode().rstrip('=')}."
        f"{plant('signature of a jwt')}aaaaaaaaaaaaaaaaaaaaaa",
        "note": f"ghp_{plant('github token')}abcdefghijklmnop"[:40],
        "memo": f"sk_live_{plant('stripe key')}abcd",
        "text": f"xoxb-123456789012-123456789012-{plant('slack token')}",
        "line": f"curl -u admin:{plant('curl -u')} http://h.test",
        "option": f"run --password {plant('--password')} now",
        "env": f"DB_PASS={plant('DB_PASS')}",
        "azure": f"AccountName=a;AccountKey={plant('AccountKey')}==;EndpointSuffix=core",
        "pairs": pairs,
        "page": f"https://u:{plant('userinfo in a body')}@h.test/a?sig={plant('sig in a body')}",
    }
    add("/shapes", {"body": dict.fromkeys(shapes, 1), "headers": types_of},
        _entry("/shapes", body=json.dumps(shapes)))  # fmt: skip
    labelled = {f"field{at}": [{"name": name, "value": plant(f"beside its name {name}")}]
                for at, name in enumerate(LABELS)}  # fmt: skip
    add("/labelled", {"body": dict.fromkeys(labelled, 1), "headers": types_of},
        _entry("/labelled", body=json.dumps(labelled)))  # fmt: skip
    noted = _entry("/states")
    params = {name: plant(f"parameter of a state {name}") for name in SECRET_KEYS}
    noted["_contractlab"] = {"states": [{"name": "a user exists", "params": params}]}
    add("/states", {"status": 418}, noted)
    add("/xml", {"body": "<a><b/></a>", "headers": {"Content-Type": "application/xml"}},
        _entry("/xml", body=xml, answered={"Content-Type": "application/xml"}))  # fmt: skip
    add("/plain", {"body": "x", "headers": {"Content-Type": "text/plain"}},
        _entry("/plain", body=f"password: {plant('prose')}", answered={"Content-Type": "text/plain"}))  # fmt: skip
    entries.append(_entry(f"/nowhere;jsessionid={plant('matrix parameter')}?token={plant('unpaired query')}"))

    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": examples,
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    har = {"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}}
    run = cl.verify(cl.load(json.dumps(document).encode()), cl.load_captures(json.dumps(har).encode()))
    return run, plant.tokens


def is_ours(item: object) -> bool:
    return type(item).__module__.split(".")[0] == "contractlab"


def walk(root: object, most_of_a_type: int = 400, deepest: int = 14) -> Iterator[tuple[str, Any]]:
    """Objects of the package that attributes, items and properties lead to, with the way there, the nearest first.

    Properties make objects anew, so there is no end to them: of each type so many are looked at.
    """
    seen: dict[int, object] = {}
    times: dict[type, int] = {}
    waiting: deque[tuple[tuple[str, ...], Any]] = deque([((type(root).__name__,), root)])
    while waiting:
        way, item = waiting.popleft()
        if id(item) in seen or isinstance(item, str | bytes | int | float | type | types.FunctionType | None):
            continue
        times[type(item)] = times.get(type(item), 0) + 1
        if times[type(item)] > (most_of_a_type if is_ours(item) else 20_000) or len(way) > deepest:
            continue
        seen[id(item)] = item
        if is_ours(item):
            yield "".join(way), item
            waiting.extend(((*way, f".{name}"), value) for name, value in _attributes(item))
        if isinstance(item, Mapping):
            waiting.extend(((*way, "[…]"), value) for value in list(item.values()))
        elif isinstance(item, list | tuple | set | frozenset):
            waiting.extend(((*way, "[…]"), value) for value in item)


def _attributes(item: object) -> Iterator[tuple[str, Any]]:
    for name in dir(type(item)) + list(getattr(item, "__dict__", ())):
        if name.startswith("__") or isinstance(getattr(type(item), name, None), types.FunctionType):
            continue
        with contextlib.suppress(Exception):
            yield name, getattr(item, name)


def shown(item: Any) -> Iterator[tuple[str, str]]:
    """All that a notebook, a log or a traceback shows of something."""
    yield "repr", repr(item)
    for name in ("_repr_mimebundle_", "_repr_html_", "_repr_markdown_", "_repr_pretty_"):
        if hasattr(type(item), name) and name != "_repr_pretty_":
            yield name, str(getattr(item, name)())
