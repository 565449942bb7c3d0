"""What is removed from requests, responses and bodies, and what stays."""

from __future__ import annotations

import base64
import json
import time

import pytest

from contractlab.captures import REDACTED, Capture, Redaction, load_captures
from contractlab.captures.sensitive import is_secret_header, is_secret_key, is_secret_parameter
from contractlab.values.http import HttpRequest, HttpResponse, Redacted
from contractlab.values.markers import NOT_RECORDED

JSON = {"Content-Type": "application/json"}
MULTIPART = (
    '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n{}\r\n'
    '--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n--b--\r\n'
)


def body_of(text, content_type="application/json", redaction=None):
    response = HttpResponse(200, {"Content-Type": content_type}, text)
    redacted = (redaction or Redaction()).redact_response(response)
    return redacted.body.decode(), [place.name for place in redacted.redacted if place.part == "body"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Authorization", "Bearer abc.def", "Bearer ‹redacted›"),
        ("authorization", "abc def ghi", "‹redacted›"),
        ("Proxy-Authorization", "Basic dTpw", "Basic ‹redacted›"),
        ("Cookie", "session=abc; theme=dark", "session=‹redacted›; theme=‹redacted›"),
        ("Cookie", "a=b; loose", "a=‹redacted›; ‹redacted›"),
        ("Cookie", "loose", "‹redacted›"),
        ("Cookie", "empty=; a=1", "empty=; a=‹redacted›"),
        ("Set-Cookie", "s=abc; Path=/; HttpOnly", "s=‹redacted›; Path=/; HttpOnly"),
        (
            "Set-Cookie",
            "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=2; Path=/, c=3; Secure, d=4; Max-Age=5",
            "a=X; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=X; Path=/, c=X; Secure, d=X; Max-Age=5".replace(
                "X", REDACTED
            ),
        ),
        ("X-Api-Key", "abc", "‹redacted›"),
        ("X-AUTH-TOKEN", "abc", "‹redacted›"),
        ("X-Amz-Security-Token", "abc", "‹redacted›"),
        ("X-CSRF-Token", "abc", "‹redacted›"),
        ("X-XSRF-TOKEN", "abc", "‹redacted›"),
        ("Private-Token", "abc", "‹redacted›"),
        ("Location", "https://h.test/cb?access_token=abc&x=1#id_token=d", None),
        ("Referer", "https://u:p@h.test/?api_key=abc", "https://‹redacted›@h.test/?api_key=‹redacted›"),
        ("Link", '<https://h.test/?token=abc>; rel="next"', '<https://h.test/?token=‹redacted›>; rel="next"'),
    ],
)
def test_headers(name, value, expected):
    if expected is None:
        expected = "https://h.test/cb?access_token=‹redacted›&x=1#id_token=‹redacted›"
    redacted = Redaction().redact_response(HttpResponse(200, [(name, value), ("X-Other", "kept")]))
    assert redacted.headers.items() == ((name, expected), ("X-Other", "kept"))
    assert redacted.redacted == (Redacted("header", name),)


@pytest.mark.parametrize(
    "name",
    ["Accept", "Content-Type", "Idempotency-Key", "Sec-WebSocket-Key", "X-Next-Page-Token", "ETag", "WWW-Authenticate"],
)
def test_headers_that_are_no_secret(name):
    assert not is_secret_header(name)


@pytest.mark.parametrize(
    ("query", "expected", "names"),
    [
        ("a=1&access_token=abc&b=2", "a=1&access_token=‹redacted›&b=2", ["access_token"]),
        ("Api-Key=x&client%5Fsecret=y", "Api-Key=‹redacted›&client%5Fsecret=‹redacted›", ["Api-Key", "client_secret"]),
        ("user%5Bpassword%5D=x", "user%5Bpassword%5D=‹redacted›", ["user[password]"]),
        ("token=a&token=b", "token=‹redacted›&token=‹redacted›", ["token"]),
        ("sig=abc&X-Amz-Signature=def", "sig=‹redacted›&X-Amz-Signature=‹redacted›", ["sig", "X-Amz-Signature"]),
        ("key=name&code=DE&state=CA", "key=name&code=DE&state=CA", []),
        ("key=AIzaSyA1234567890abcdef", "key=‹redacted›", ["key"]),
        ("pageToken=abc&next_page_token=d", "pageToken=abc&next_page_token=d", []),
        ("token=&token", "token=&token", []),
        ("a=%41+b&&=&c", "a=%41+b&&=&c", []),
        (
            "next=https%3A%2F%2Fh.test%2F%3Faccess_token%3Dabc",
            "next=https://h.test/%3Faccess_token%3D‹redacted›",
            ["next"],
        ),
        ("", "", []),
    ],
)
def test_query(query, expected, names):
    redacted = Redaction().redact_request(HttpRequest("GET", "/a", query))
    assert redacted.query == expected
    assert [place.name for place in redacted.redacted] == names


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("password", "x", True),
        ("newPassword", "x", True),
        ("signature", "x", True),
        ("otp", "1", True),
        ("pass", "x", True),
        ("page_access_token", "x", True),
        ("q", "x", False),
        ("code", "4/0AX4XfWh1234567890", True),
        ("author", "x", False),
        ("tokens", "5", False),
    ],
)
def test_parameters(name, value, secret):
    assert is_secret_parameter(name, value) is secret


@pytest.mark.parametrize(
    "name", ["signature", "code", "key", "tokens", "max_tokens", "nextPageToken", "author", "secretary", "pass", "auth"]
)
def test_keys_that_are_no_secret_in_a_body(name):
    assert not is_secret_key(name)


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
    with pytest.raises(ValueError, match=r"write it like|names no place|is no body path"):
        Redaction(body=[path])


def test_configured_names():
    redaction = Redaction.of(["X-Tenant", "session_key", "$.iban"])
    request = HttpRequest(
        "GET", "/", "sessionKey=1&x-tenant=2", {"x-tenant": "3", **JSON}, '{"SESSION-KEY":"4","iban":"5"}'
    )
    redacted = redaction.redact_request(request)
    assert redacted.query == "sessionKey=‹redacted›&x-tenant=‹redacted›"
    assert redacted.headers["X-Tenant"] == REDACTED
    assert redacted.body.decode() == '{"SESSION-KEY":"‹redacted›","iban":"‹redacted›"}'
    assert Redaction(headers="X-One").redact_response(HttpResponse(200, {"x-one": "1"})).headers["x-one"] == REDACTED
    assert "$.iban" in repr(redaction)


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


SECRET = "q7Xz001kLmP9vRt2"


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


def test_a_secret_is_found_again_by_its_bytes():
    request = HttpRequest("GET", "/", "", {"Authorization": "Bearer p\xe4ss-12345678"})
    response = HttpResponse(
        200, {"Content-Type": "text/plain; charset=iso-8859-1"}, "was p\xe4ss-12345678".encode("latin-1")
    )
    assert Redaction().redact_capture(Capture(request, response)).response.body == f"was {REDACTED}".encode()


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


@pytest.mark.parametrize("name", ["X_Api_Key", "Access_Token", "jwt", "X-Auth", "X-Session", "Authorization "])
def test_headers_in_other_spellings(name):
    assert SECRET not in str(Redaction().redact_request(HttpRequest("GET", "/", "", [(name, SECRET)])).headers)


@pytest.mark.parametrize("name", ["token[]", "api_key[0]", "user[password][]"])
def test_parameters_that_are_lists(name):
    assert Redaction().redact_request(HttpRequest("GET", "/", f"{name}={SECRET}")).query == f"{name}={REDACTED}"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("headers", [f"Authorization: Bearer {SECRET}"]),
        ("url", f"http//u:{SECRET}@h/"),
        ("url", f"http//h/?token={SECRET}"),
        ("method", {"a": SECRET}),
    ],
)
def test_what_is_said_about_a_recording_repeats_no_secret(part, value):
    entry = {"request": {"method": "GET", "url": "http://h/", part: value}, "response": {"status": 200}}
    entry["_contractlab"] = {"why_not_recorded": {"request": f"https://h/?token={SECRET}"}}
    good = {"request": {"method": "GET", "url": "http://h/"}, "response": {"status": 200}, "_contractlab": SECRET}
    good["_contractlab"] = f"https://h/?token={SECRET}"
    captures = load_captures({"log": {"entries": [entry, good]}})
    assert captures.problems
    assert SECRET[:6] not in " ".join(map(str, captures.problems))


def test_a_body_path_of_one_step_holds_for_form_fields():
    redacted = body_of("pin=1234&a=b", "application/x-www-form-urlencoded", Redaction(body=["$.pin"]))
    assert redacted == ("pin=‹redacted›&a=b", ["$.pin"])


@pytest.mark.parametrize("body", [None, b"", NOT_RECORDED])
def test_bodies_without_content_stay(body):
    assert Redaction().redact_response(HttpResponse(200, {}, body)).body is body or body == b""


def test_nothing_to_redact_changes_nothing():
    request = HttpRequest("POST", "/a;v=1/b", "?x=1", {"Accept": "*/*", **JSON}, '{"a": [1, {"b": "c"}]}')
    assert Redaction().redact_request(request) == request


def test_session_in_the_path():
    redacted = Redaction().redact_request(HttpRequest("GET", "/a;jsessionid=ABC/b"))
    assert redacted.path == "/a;jsessionid=‹redacted›/b"
    assert redacted.redacted == (Redacted("path", "path"),)


def test_secrets_are_found_again_in_the_same_capture():
    basic = base64.b64encode(b"ada:correct horse battery").decode()
    request = HttpRequest(
        "POST",
        "/bot/tok-12345678/send",
        "trace=tok-12345678",
        {"Authorization": "Bearer tok-12345678", "X-Echo": "was tok-12345678", "Proxy-Authorization": f"Basic {basic}"},
        '{"echo":"tok-12345678","tok-12345678":1}',
    )
    response = HttpResponse(
        200, JSON, '{"you":"sent \\"tok-12345678\\"","pw":"correct horse battery","session_token":"new-87654321"}'
    )
    capture = Capture(request, response, error="tok-12345678")
    redacted = Redaction().redact_capture(capture)
    shown = repr(redacted.request) + str(redacted.request.body) + str(redacted.response.body) + redacted.error
    assert "12345678" not in shown
    assert "correct horse" not in shown
    names = {(place.part, place.name) for place in redacted.request.redacted}
    assert {("path", "path"), ("query", "trace"), ("header", "X-Echo"), ("body", "$.echo"), ("body", "$")} <= names
    assert {place.name for place in redacted.response.redacted} == {"$.you", "$.pw", "$.session_token"}


def test_a_secret_with_characters_that_json_escapes():
    request = HttpRequest("GET", "/", "", {"X-Api-Key": 'a"b/cdéfgh'})
    response = HttpResponse(200, JSON, '{"a":"a\\"b\\/cd\\u00e9fgh"}')
    redacted = Redaction().redact_capture(Capture(request, response))
    assert redacted.response.body.decode() == '{"a":"‹redacted›"}'


def test_short_cookies_do_not_erase_ordinary_values():
    request = HttpRequest("GET", "/customers/CU-000123", "", {"Cookie": "customer=CU-000123; lang=en"})
    response = HttpResponse(200, JSON, '{"id":"CU-000123","lang":"en"}')
    redacted = Redaction().redact_capture(Capture(request, response))
    assert redacted.response == response
    assert redacted.request.path == "/customers/CU-000123"


def test_known_places_stay_listed():
    request = HttpRequest("GET", "/", redacted=[Redacted("header", "X-Old")])
    assert Redaction().redact_request(request).redacted == (Redacted("header", "X-Old"),)


def test_redacting_twice_changes_nothing():
    request = HttpRequest(
        "POST", "/a", "token=x", {"Cookie": "a=b", "Authorization": "Bearer abcdefgh", **JSON}, '{"password":"p"}'
    )
    once = Redaction().redact_request(request)
    assert Redaction().redact_request(once) == once


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
    started = time.process_time()
    Redaction().redact_response(HttpResponse(200, JSON if text[0] in '{["' else {}, text))
    assert time.process_time() - started < 5
