"""What was recorded as code: a request for curl, httpx and pytest, a message for Python.

Made from the redacted capture, so nothing secret is in it.
"""

from __future__ import annotations

import re
import shlex

from contractlab.captures import AnyCapture, Capture
from contractlab.contracts.contract import Example
from contractlab.values.http import HttpRequest
from contractlab.values.message import Message
from contractlab.values.text import visible
from contractlab.verification.check_pair import judged_part
from contractlab.views.model import Block, CodeBlock, Details, faint, line, strong
from contractlab.views.words import safe_source

__all__ = ["reproduce_details"]

_LOCAL = "http://localhost:8080"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OWN_HEADERS = frozenset({"host", "content-length", "connection", "accept-encoding", "transfer-encoding"})
_MOST_HEADERS = 30
_MOST_BODY = 2_000


def _url(capture: Capture) -> str:
    origin = capture.origin if re.match(r"https?://[^\s/]", capture.origin) else _LOCAL
    return origin + capture.request.target


def _headers(request: HttpRequest) -> list[tuple[str, str]]:
    """Those worth sending again; a name that is no token cannot be sent, and curl would read a file for ``@name``."""
    wanted = [(name, value) for name, value in request.headers if _TOKEN.fullmatch(name)]
    return [(name, value) for name, value in wanted if name.lower() not in _OWN_HEADERS][:_MOST_HEADERS]


def _body(request: HttpRequest) -> tuple[str | None, str]:
    """The body as text, or a remark on why it is left out."""
    data = request.body
    if not isinstance(data, bytes) or not data:
        return None, ""
    if len(data) > _MOST_BODY:
        return None, f"# a body of {len(data):,} bytes is left out"
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return None, f"# a body of {len(data):,} bytes, not text, is left out"


def _quote(text: str) -> str:
    return shlex.quote(visible(text))


def _sendable(value: str) -> str:
    """A header's value as httpx takes it: text beyond ASCII, such as the marker of a secret, as its bytes."""
    shown = visible(value)
    return repr(shown) if shown.isascii() else f"{shown!r}.encode()"


def _curl(capture: Capture) -> str:
    request = capture.request
    method = request.method.upper()
    lines = [
        f"curl -gsS {_quote(_url(capture))}"
        if method == "GET"
        else f"curl -gsS -X {_quote(method)} {_quote(_url(capture))}"
    ]
    lines += [f"  -H {_quote(f'{name}: {value}')}" for name, value in _headers(request)]
    text, remark = _body(request)
    if text is not None:
        lines.append(f"  --data-raw {_quote(text)}")
    return " \\\n".join(lines) + (f"\n{remark}" if remark else "")


def _call(capture: Capture, indent: str) -> str:
    request = capture.request
    arguments = [repr(request.method.upper()), repr(visible(_url(capture)))]
    headers = _headers(request)
    if headers:
        inner = "".join(f"\n{indent}        ({name!r}, {_sendable(value)})," for name, value in headers)
        arguments.append(f"headers=[{inner}\n{indent}    ]")
    text, remark = _body(request)
    if text is not None:
        arguments.append(f"content={visible(text)!r}.encode()" if text.isprintable() else f"content={text.encode()!r}")
    body = "".join(f"\n{indent}    {argument}," for argument in arguments)
    return f"httpx.request({body}\n{indent})" + (f"  {remark}" if remark else "")


def _pytest(capture: Capture, example: Example) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", example.description.lower())[:60].strip("_") or "example"
    source = visible(safe_source(example.contract.source.name))
    return (
        f"import contractlab as cl\nimport httpx\n\n\n"
        f"def test_{name}():\n"
        f"    example = cl.load({source!r})[{visible(example.key)!r}]\n"
        f"    response = {_call(capture, '    ')}\n"
        f"    result = example.check_response(response)\n"
        f'    assert result.passed, "\\n".join(one.message for one in result.mismatches)'
    )


def _message_check(message: Message, example: Example) -> str:
    contents = message.contents if isinstance(message.contents, bytes) else None
    if contents is not None and len(contents) > _MOST_BODY:
        given = f"contents,  # {len(contents):,} bytes are left out"
    else:
        given = f"{contents!r},"
    metadata = {visible(name): value for name, value in list(message.metadata.items())[:_MOST_HEADERS]}
    source = visible(safe_source(example.contract.source.name))
    reply = '    part="response",\n' if example.kind == "sync-message" else ""
    return (
        f"import contractlab as cl\n\n"
        f"example = cl.load({source!r})[{visible(example.key)!r}]\n"
        f"result = example.check_message(\n    {given}\n    {visible(repr(metadata))},\n{reply})"
    )


def reproduce_details(capture: AnyCapture, example: Example) -> Block | None:
    """A closed section with the recording as code; None where there is nothing to repeat.

    Parameters
    ----------
    capture : Capture or MessageCapture
        Redacted.
    example : Example
    """
    if not isinstance(capture, Capture):
        message = judged_part(capture)
        if not isinstance(message, Message):
            return None
        summary = line(strong("Reproduce "), faint("Python"))
        return Details(summary, (CodeBlock(_message_check(message, example), "python", "Python"),), topic="reproduce")
    if example.kind != "http":
        return None
    return Details(
        line(strong("Reproduce "), faint("curl, httpx, pytest")),
        (
            CodeBlock(_curl(capture), "sh", "curl"),
            CodeBlock(f"import httpx\n\nresponse = {_call(capture, '')}", "python", "httpx"),
            CodeBlock(_pytest(capture, example), "python", "pytest"),
        ),
        topic="reproduce",
    )
