"""Repairs of bodies that are no JSON meet no fault: no wrong answer is asked of what cannot be written."""

from __future__ import annotations

import json

import pytest

import contractlab as cl
from contractlab.values.internal import fault_count
from contractlab.views import present

PART = '--X\r\nContent-Disposition: form-data; name="p"\r\n\r\n{}\r\n--X--\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/xml", "<a><b>{}</b><b>1</b></a>"),
        ("application/x-www-form-urlencoded", "a={}&b=1"),
        ("multipart/form-data; boundary=X", PART),
        ("text/plain", "the {}"),
        ("application/octet-stream", "bytes {}"),
    ],
)
def test_no_fault_in_repairs(kind: str, body: str) -> None:
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [
            {
                "description": "d",
                "request": {"method": "GET", "path": "/a"},
                "response": {"status": 200, "headers": {"Content-Type": kind}, "body": body.format("1")},
            }
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    entry = {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "request": {"method": "GET", "url": "http://h.test/a", "headers": []},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": kind}],
            "content": {"mimeType": kind, "text": body.format("2")},
        },
    }
    captures = cl.load_captures(json.dumps({"log": {"version": "1.2", "entries": [entry]}}).encode())
    run = cl.verify(cl.load(json.dumps(document).encode()), captures)
    assert run.failures
    before = fault_count()
    present(cl.repairs(run))
    assert fault_count() == before
