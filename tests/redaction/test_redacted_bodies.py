"""What is removed from bodies of every kind, and what stays."""

from __future__ import annotations

import json

import pytest
from support import cpu_time

from contractlab.redaction import REDACTED, Redaction
from contractlab.values.http import HttpResponse, Redacted
from contractlab.values.markers import NOT_RECORDED

JSON = {"Content-Type": "application/json"}
SECRET = "q7Xz001kLmP9vRt2"
MULTIPART = (
    '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n{}\r\n'
    '--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n--b--\r\n'
)


def body_of(text, content_type="application/json", redaction=None):
    response = HttpResponse(200, {"Content-Type": content_type}, text)
    redacted = (redaction or Redaction()).redact_response(response)
    return redacted.body.decode(), [place.name for place in redacted.redacted if place.part == "body"]


@pytest.mark.parametrize(
    ("text", "expected", "names"),
    [
        ('{"password":"x","n":1.50}', '{"password":"‹redacted›","n":1.50}', ["$.password"]),
        ('{"a":[{"api_key" : "x"},{"api_key":"y"}]}', None, ["$.a[0].api_key", "$.a[1].api_key"]),
        ('{"clientSecret":{"v":["a","b"]},"z":1}', '{"clientSecret":"‹redacted›","z":1}', ["$.clientSecret"]),
        ('{"token":null,"password":"","secret":true}', '{"token":null,"password":"","secret":true}', []),
        ('{"pin":1,"passcode":123456}', '{"pin":1,"passcode":"‹redacted›"}', ["$.passcode"]),
        ('{"p\\u0061ssword":"x"}', '{"p\\u0061ssword":"‹redacted›"}', ["$.password"]),
        ('{"token":"a","token":"b"}', '{"token":"‹redacted›","token":"‹redacted›"}', ["$.token"]),
        (
            '{"odd key":{"refresh_token":"x"}}',
            '{"odd key":{"refresh_token":"‹redacted›"}}',
            ["$['odd key'].refresh_token"],
        ),
        ('{"next":"https:\\/\\/h\\/?token=abc"}', '{"next":"https://h/?token=‹redacted›"}', ["$.next"]),
        ('["https://u:p@h.test/"]', '["https://‹redacted›@h.test/"]', ["$[0]"]),
        ('{"password":"cut off', '{"password":"‹redacted›"', ["$.password"]),
        ('{"secret":{"a":[1,', '{"secret":"‹redacted›"', ["$.secret"]),
        ('{"token":"a"}\n{"token":"b"}', '{"token":"‹redacted›"}\n{"token":"‹redacted›"}', ["$.token"]),
        ('{"a":"x","n":123456789012345678901234567890}', '{"a":"x","n":123456789012345678901234567890}', []),
        ("[]", "[]", []),
        ("", "", []),
    ],
)
def test_json_bodies(text, expected, names):
    if expected is None:
        expected = '{"a":[{"api_key" : "‹redacted›"},{"api_key":"‹redacted›"}]}'
    assert body_of(text) == (expected, names)
    assert body_of(expected)[0] == expected, "redacting again changes nothing"


def test_json_is_recognised_without_its_content_type():
    assert body_of('{"password":"x"}', "text/plain")[1] == ["$.password"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_json_in_other_encodings(encoding):
    response = HttpResponse(200, JSON, '{"password":"hunter2"}'.encode(encoding))
    redacted = Redaction().redact_response(response)
    assert json.loads(redacted.body.decode(encoding)) == {"password": REDACTED}


def test_bytes_that_are_no_text_stay_as_they_are():
    body = b'{"a":"\xff\xfe","password":"x"}'
    redacted = Redaction().redact_response(HttpResponse(200, JSON, body))
    assert redacted.body == b'{"a":"\xff\xfe","password":"\xe2\x80\xb9redacted\xe2\x80\xba"}'


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.iban", ["$.iban"]),
        ("$.users[*].iban", ["$.users[0].iban", "$.users[1].iban"]),
        ("$.users[1].iban", ["$.users[1].iban"]),
        ("$.users[1]", ["$.users[1]"]),
        ("$..iban", ["$.iban", "$.users[0].iban", "$.users[1].iban"]),
        ("$.*", ["$.iban", "$.users"]),
        ("$['iban']", ["$.iban"]),
        ('$["users"][*].*', ["$.users[0].iban", "$.users[1].iban"]),
        ("$.nothing", []),
    ],
)
def test_configured_body_paths(path, expected):
    text = '{"iban":"A","users":[{"iban":"B"},{"iban":"C"}]}'
    assert body_of(text, redaction=Redaction(body=[path]))[1] == expected


@pytest.mark.parametrize("path", ["", "iban", "$", "$.", "$..", "$.a[", "$.a[?(@.b)]", "$['a", "$.a.."])
def test_body_paths_that_are_not_understood(path):
    with pytest.raises(ValueError, match=r"write it like|names no place|is not a body path"):
        Redaction(body=[path])


@pytest.mark.parametrize(
    ("text", "content_type", "expected", "names"),
    [
        (
            "user=ada&password=x+y&n=1",
            "application/x-www-form-urlencoded",
            "user=ada&password=‹redacted›&n=1",
            ["$.password"],
        ),
        (
            MULTIPART.format("hunter2"),
            'multipart/form-data; boundary="b"',
            MULTIPART.format(REDACTED),
            ["$.password"],
        ),
        (
            '<a xmlns:w="urn:w"><w:Password Type="t">x</w:Password><b apiKey="y" c="z"/></a>',
            "application/xml",
            '<a xmlns:w="urn:w"><w:Password Type="t">‹redacted›</w:Password><b apiKey="‹redacted›" c="z"/></a>',
            ["$"],
        ),
        (
            "<p><secret><![CDATA[x]]></secret></p>",
            "text/xml",
            "<p><secret>‹redacted›</secret></p>",
            ["$"],
        ),
        (
            '<form><input type="hidden" name="csrf_token" value="x"></form>',
            "text/html",
            '<form><input type="hidden" name="csrf_token" value="‹redacted›"></form>',
            ["$"],
        ),
        (
            "<head><meta name=csrf-token content='y'></head>",
            "text/html",
            '<head><meta name=csrf-token content="‹redacted›"></head>',
            ["$"],
        ),
        ("see https://h.test/?sig=abc for more", "text/plain", "see https://h.test/?sig=‹redacted› for more", ["$"]),
        ("plain words", "text/plain", "plain words", []),
    ],
)
def test_other_bodies(text, content_type, expected, names):
    assert body_of(text, content_type) == (expected, names)


@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        ("application/json", '{"log":"Authorization: Bearer %s"}'),
        ("application/json", '{"payload":"{\\"a\\":{\\"token\\":\\"%s\\"}}"}'),
        ("application/json", '{"new_password2":"%s"}'),
        ("application/json", '{"passwordConfirmation":"%s"}'),
        ("text/event-stream", 'data: {"access_token":"%s"}\n\n'),
        ("application/javascript", 'callback({"token": "%s"})'),
        ("application/javascript", "var config = {apiKey: '%s'};"),
        ("text/html", '<html><script>var x = {"token":"%s"}</script></html>'),
        ("text/html", "<html><input value='a>%s' name=password></html>"),
        ("application/xml", "<a><password><![CDATA[x<y]>%s]]></password></a>"),
        ("application/xml", "<a><credentials><pw>%s</pw></credentials></a>"),
        ("text/plain", "user: ada\npassword: %s\n"),
        ("text/plain", "A=1\nDB_PASSWORD=%s\n"),
        ("text/plain", "GET / HTTP/1.1\r\nCookie: a=b; sid=%s\r\n"),
        ("text/plain", "-----BEGIN RSA PRIVATE KEY-----\n%s\n-----END RSA PRIVATE KEY-----"),
        ("application/x-www-form-urlencoded", "a=1&keys[api_key][]=%s"),
        ("multipart/mixed; boundary=b", '--b\r\nContent-Type: application/json\r\n\r\n{"token":"%s"}\r\n--b--'),
        ("multipart/mixed; boundary=b", "--b\r\nX: y\r\n\r\nGET /?access_token=%s HTTP/1.1\r\n--b--"),
        (
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name*=UTF-8''pwd\r\n\r\n%s\r\n--b--",
        ),
    ],
)
def test_secrets_in_text_whose_places_have_no_names(content_type, text):
    for encoding in ("utf-8", "utf-16"):
        response = HttpResponse(200, {"Content-Type": content_type}, (text % SECRET).encode(encoding))
        redacted = Redaction().redact_response(response)
        assert SECRET not in redacted.body.decode(encoding)
        assert REDACTED in redacted.body.decode(encoding)
        assert redacted.redacted
        assert Redaction().redact_response(redacted).body == redacted.body, "redacting again changes nothing"


@pytest.mark.parametrize("start", [b"\xff\x80\x00", b"caf\xe9 "])
@pytest.mark.parametrize(
    "text", [" token=%s\0", 'x{"token":"%s"}', "Authorization: Bearer %s", "see https://h/?sig=%s "]
)
def test_secrets_in_bytes_that_are_no_text(start, text):
    body = start + (text % SECRET).encode() + b"\xff"
    redacted = Redaction().redact_response(HttpResponse(200, {"Content-Type": "application/octet-stream"}, body))
    assert SECRET.encode() not in redacted.body
    assert redacted.body.startswith(start)
    assert redacted.body.endswith(b"\xff")
    assert redacted.redacted == (Redacted("body", "$"),)


@pytest.mark.parametrize(
    "text",
    [
        "password: required",
        "Token: see below",
        "Bearer authentication is needed",
        "the token is missing",
        "nextPageToken: abc123def456",
        ".token { color: red }",
        '<label for="password">Password:</label>',
    ],
)
def test_words_about_secrets_are_none(text):
    assert body_of(text, "text/plain") == (text, [])


def test_a_body_path_of_one_step_holds_for_form_fields():
    redacted = body_of("pin=1234&a=b", "application/x-www-form-urlencoded", Redaction(body=["$.pin"]))
    assert redacted == ("pin=‹redacted›&a=b", ["$.pin"])


@pytest.mark.parametrize("body", [None, b"", NOT_RECORDED])
def test_bodies_without_content_stay(body):
    assert Redaction().redact_response(HttpResponse(200, {}, body)).body is body or body == b""


def test_deeply_nested_json_goes_as_a_whole():
    text = '{"a":' * 5000 + '{"password":"x"}' + "}" * 5000
    assert body_of(text) == (f'"{REDACTED}"', ["$"])


@pytest.mark.parametrize(
    "text",
    [
        '{"token":"' + '\\"' * 200_000,
        '"\\' * 200_000,
        "{" + '"password":"abcdefgh",' * 20_000 + '"a":1}',
        "{" + ",".join(f'"token{n}":"x","k{n}_token":"secret-{n:08}"' for n in range(20_000)) + "}",
        "[" * 150 + '["password"],' * 20_000,
        '<a b="' * 50_000,
        "<password>" * 50_000,
        "<password><![CDATA[" * 20_000,
        "https://" * 50_000 + "?a=",
        "?token=a" * 50_000,
        "token:" * 50_000,
        'token="' * 50_000,
        "token" + "\\" * 500_000,
        "token " + " " * 500_000,
        "bearer " + "a" * 500_000,
        "-----BEGIN PRIVATE KEY-----" * 20_000,
        '<input value="' * 50_000,
        "<password>" + "</b>" * 100_000,
        '{"token":1,"a":"' + '{\\"token\\":\\"x\\",' * 20_000 + '"}',
    ],
    ids=range(19),
)
def test_hostile_bodies_take_linear_time(text):
    with cpu_time() as taken:
        Redaction().redact_response(HttpResponse(200, JSON if text[0] in '{["' else {}, text))
    assert taken.seconds < 20
