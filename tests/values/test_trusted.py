"""Certificates are read once, and others where the environment names others."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path

import certifi
import httpx
import pytest

from contractlab.values.trusted import trusted_certificates

NAMES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("trust_env", [True, False])
def test_clients_share_what_httpx_trusts_by_itself(trust_env: bool) -> None:
    shared = trusted_certificates(trust_env=trust_env)
    assert isinstance(shared, ssl.SSLContext)
    assert shared is trusted_certificates(trust_env=trust_env)
    alone = httpx.create_ssl_context(trust_env=trust_env)
    assert shared.verify_mode is alone.verify_mode is ssl.CERT_REQUIRED
    assert shared.check_hostname
    assert shared.cert_store_stats() == alone.cert_store_stats()


def test_the_environment_may_name_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = Path(certifi.where()).read_text("utf-8").partition("-----END CERTIFICATE-----")
    single = tmp_path / "single.pem"
    single.write_text("".join(first[:2]) + "\n", encoding="utf-8")
    everyday = trusted_certificates()
    monkeypatch.setenv("SSL_CERT_FILE", str(single))
    named = trusted_certificates()
    assert isinstance(named, ssl.SSLContext)
    assert named.cert_store_stats()["x509_ca"] == 1
    ignoring = trusted_certificates(trust_env=False)
    assert isinstance(ignoring, ssl.SSLContext)
    assert ignoring.cert_store_stats()["x509_ca"] > 1
    monkeypatch.delenv("SSL_CERT_FILE")
    assert trusted_certificates() is everyday


def test_a_client_reads_none_where_python_has_no_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert trusted_certificates() is True
