"""Credentials that show by their looks, whatever they are called: ``ghp_…``, ``AKIA…``, a JWT.

The patterns are those of gitleaks (https://github.com/gitleaks/gitleaks, MIT licence), a well-kept list with a row for
each kind, as far as they need no name beside the value. Each begins with fixed characters, by which a text is looked
through in one go; every repetition has its bound.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from functools import lru_cache

from contractlab.redaction.detectors import redact_detected
from contractlab.redaction.secret_texts import REDACTED, Secrets

__all__ = ["SHAPES", "holds_shape", "redact_shapes"]

SHAPES = {
    "1password-service-account-token": r"ops_eyJ[a-zA-Z0-9+/]{40,4096}={0,3}",
    "age-secret-key": r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
    "alibaba-access-key-id": r"LTAI[a-zA-Z0-9]{20}",
    "anthropic-api-key": r"sk-ant-(?:api03|admin01)-[\w-]{93}AA",
    "artifactory-api-key": r"AKCp[A-Za-z0-9]{69}",
    "atlassian-api-token": r"ATATT3[A-Za-z0-9_\-=]{186}",
    "aws-access-token": r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}",
    "databricks-api-token": r"dapi[a-f0-9]{32}(?:-\d)?",
    "digitalocean": r"do[opr]_v1_[a-f0-9]{64}",
    "doppler-api-token": r"dp\.pt\.[a-zA-Z0-9]{43}",
    "dropbox-short-lived-api-token": r"sl\.[A-Za-z0-9\-=_]{135,2000}",
    "dynatrace-api-token": r"dt0c01\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{64}",
    "easypost-api-token": r"EZ[AT]K[a-zA-Z0-9]{54}",
    "facebook-page-access-token": r"EAA[MC][a-zA-Z0-9]{100,400}",
    "flutterwave-secret-key": r"FLWSECK_TEST-[a-hA-H0-9]{32}-X",
    "frameio-api-token": r"fio-u-[a-zA-Z0-9\-_=]{64}",
    "gcp-api-key": r"AIza[\w-]{35}",
    "google-oauth-access-token": r"ya29\.[\w-]{20,2000}",
    "google-oauth-client-secret": r"GOCSPX-[\w-]{28}",
    "github": r"gh[pousr]_[0-9a-zA-Z]{36,255}",
    "github-fine-grained-pat": r"github_pat_\w{82}",
    "gitlab": r"gl(?:pat|ptt|rt|soat|dt|cbt|ft|imt|agent|oas)-[0-9a-zA-Z_\-.]{20,300}",
    "gitlab-rrt": r"GR1348941[\w-]{20}",
    "grafana-api-key": r"eyJrIjoi[A-Za-z0-9]{70,400}={0,3}",
    "grafana-cloud-api-token": r"glc_[A-Za-z0-9+/]{32,400}={0,3}",
    "grafana-service-account-token": r"glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}",
    "heroku-api-key-v2": r"HRKU-AA[0-9a-zA-Z_-]{58}",
    "huggingface-access-token": r"(?:hf_|api_org_)[a-zA-Z]{34}",
    "jwt": r"ey[a-zA-Z0-9]{17,4096}\.ey[a-zA-Z0-9/\\_-]{17,8192}\.(?:[a-zA-Z0-9/\\_-]{10,4096}={0,2})?",
    "linear-api-key": r"lin_api_[a-zA-Z0-9]{40}",
    "mailgun-private-api-token": r"key-[a-f0-9]{32}",
    "new-relic-user-api-key": r"NRAK-[A-Z0-9]{27}",
    "new-relic-insert-key": r"NRII-[A-Za-z0-9-]{32}",
    "notion-api-token": r"ntn_[0-9]{11}[A-Za-z0-9]{35}",
    "npm-access-token": r"npm_[a-zA-Z0-9]{36}",
    "openai-api-key": r"sk-(?:proj|svcacct|admin)-[\w-]{20,100}T3BlbkFJ[\w-]{20,100}",
    "openai-api-key-of-old": r"sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20}",
    "planetscale": r"pscale_(?:tkn|pw|oauth)_[\w=.-]{32,64}",
    "postman-api-token": r"PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}",
    "prefect-api-token": r"pnu_[a-zA-Z0-9]{36}",
    "pulumi-api-token": r"pul-[a-f0-9]{40}",
    "pypi-upload-token": r"pypi-AgEIcHlwaS5vcmc[\w-]{50,1000}",
    "readme-api-token": r"rdme_[a-z0-9]{70}",
    "rubygems-api-token": r"rubygems_[a-f0-9]{48}",
    "sendgrid-api-token": r"SG\.[a-zA-Z0-9=_\-.]{66}",
    "sendinblue-api-token": r"xkeysib-[a-f0-9]{64}-[a-zA-Z0-9]{16}",
    "sentry-org-token": r"sntrys_eyJ[a-zA-Z0-9+/=_]{40,400}",
    "sentry-user-token": r"sntryu_[a-f0-9]{64}",
    "shippo-api-token": r"shippo_(?:live|test)_[a-fA-F0-9]{40}",
    "shopify": r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    "slack-app-token": r"xapp-\d-[A-Z0-9]{1,40}-\d{1,40}-[a-z0-9]{1,100}",
    "slack-token": r"xox[abeprs](?:\.xox[bp])?-[0-9a-zA-Z]{1,40}-[0-9a-zA-Z-]{8,250}",
    "slack-webhook-url": r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56}",
    "square-access-token": r"(?:EAAA[\w-]{60}|sq0(?:atp|csp)-[\w-]{22,60})",
    "stripe-access-token": r"(?:sk|rk)_(?:test|live|prod)_[a-zA-Z0-9]{10,99}",
    "stripe-webhook-secret": r"whsec_[A-Za-z0-9+/]{24,100}={0,2}",
    "twilio-api-key": r"SK[0-9a-f]{32}",
    "vault-service-token": r"hv[sb]\.[\w-]{90,300}",
}
"""Name of the rule in gitleaks, and its pattern."""

_SIGNS = {
    "aws-access-token": ("A3T", "AKIA", "ASIA", "ABIA", "ACCA"),
    "digitalocean": ("_v1_",),
    "easypost-api-token": ("EZAK", "EZTK"),
    "facebook-page-access-token": ("EAAM", "EAAC"),
    "github": ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    "gitlab": ("glpat-", "glptt-", "glrt-", "glsoat-", "gldt-", "glcbt-", "glft-", "glimt-", "glagent-", "gloas-"),
    "huggingface-access-token": ("hf_", "api_org_"),
    "jwt": (".ey",),
    "openai-api-key": ("T3BlbkFJ",),
    "openai-api-key-of-old": ("T3BlbkFJ",),
    "shopify": ("shpat_", "shpca_", "shppa_", "shpss_"),
    "slack-token": ("xox",),
    "square-access-token": ("EAAA", "sq0atp-", "sq0csp-"),
    "stripe-access-token": ("_test_", "_live_", "_prod_"),
    "vault-service-token": ("hvs.", "hvb."),
}
"""Where a pattern does not begin with fixed characters that are rare: texts of which every match holds one."""


def _signs_of(name: str) -> tuple[str, ...]:
    """Texts of which every match of a pattern holds one: a text without them need not be looked through by it."""
    if name in _SIGNS:
        return _SIGNS[name]
    first = _FIXED.match(SHAPES[name])
    assert first is not None, f"{name} begins with no fixed character"
    return (first[0].replace("\\", ""),)


_FIXED = re.compile(r"(?:[\w-]|\\\.)+(?![{*?+])")
_SIGNS_OF = {name: _signs_of(name) for name in SHAPES}


@lru_cache(maxsize=200)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(SHAPES[name] for name in names)})(?![A-Za-z0-9])")


_EVERY = tuple(SHAPES)
_SIGNS_IN_ORDER = [(sign, name) for name, signs in _SIGNS_OF.items() for sign in signs]
_SHORTEST = 12
"""Characters of the shortest text that any of the patterns matches, or fewer."""
_FEW = 3
"""So many patterns are put together for a text of their own; for more, one of all patterns is there already."""


def _possible(text: str) -> tuple[str, ...]:
    """Names of the patterns that may match somewhere in a text.

    Finding fixed characters takes a hundredth of the time that a pattern of many alternatives takes for a long text.
    """
    if len(text) < _SHORTEST:
        return ()
    seen = [name for sign, name in _SIGNS_IN_ORDER if sign in text]
    if not seen:
        return ()
    names = tuple(dict.fromkeys(seen))
    return names if len(names) <= _FEW else _EVERY


# {" and -----BEGIN, also behind a space or a line end, as base64 writes them.
_PACKED = re.compile(r"(?<![A-Za-z0-9+/_-])(?:ey[JAI]|ewo|ew0K|LS0tLS1CRUdJTi)[A-Za-z0-9+/_-]{16,200000}={0,2}")
_PACKED_SIGNS = ("eyJ", "eyA", "eyI", "ewo", "ew0K", "LS0tLS1CRUdJTi")
_MOST_SEARCHED = 20_000
"""Places of one text that are looked at: more of them are no credentials, but somebody's trick."""


def holds_shape(text: str) -> bool:
    """Tell whether a credential shows in a text by its looks."""
    names = _possible(text)
    return bool(names) and _pattern(names).search(text) is not None


def redact_shapes(
    text: str, secrets: Secrets | None = None, hides: Callable[[str], bool] = lambda decoded: False
) -> str:
    """Remove credentials that show by their looks, base64 of keys and secrets in JSON, and what detectors point at.

    Parameters
    ----------
    text : str
    secrets : Secrets, optional
        Collects what was removed.
    hides : callable
        Tells whether JSON text, which stood there as base64, holds a secret.
    """

    def remove(match: re.Match[str]) -> str:
        if secrets is not None:
            secrets.add(match[0])
        return REDACTED

    def unpack(match: re.Match[str]) -> str:
        decoded = _decoded(match[0])
        return remove(match) if "PRIVATE KEY-----" in decoded or (decoded and hides(decoded)) else match[0]

    names = _possible(text)
    if names:
        text = _pattern(names).sub(remove, text, _MOST_SEARCHED)
    if any(sign in text for sign in _PACKED_SIGNS):
        text = _PACKED.sub(unpack, text, _MOST_SEARCHED)
    return redact_detected(text, secrets)


def _decoded(packed: str) -> str:
    plain = packed.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
