"""Credentials that show by their looks, whatever they are called: ``ghp_…``, ``AKIA…``, a JWT.

The patterns are those of gitleaks (https://github.com/gitleaks/gitleaks, MIT licence), a well-kept list with a row for
each kind, as far as they need no name beside the value, and those that providers document for their newer tokens. Each
holds fixed characters, by which a text is looked through in one go; every repetition has its bound.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote

from contractlab.redaction.detectors import redact_detected
from contractlab.redaction.secret_texts import REDACTED, Secrets

__all__ = ["SHAPES", "holds_shape", "redact_shapes"]

SHAPES = {
    "1password-service-account-token": r"ops_eyJ[a-zA-Z0-9+/]{40,4096}={0,3}",
    "age-secret-key": r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
    "airtable-personal-access-token": r"pat[a-zA-Z0-9]{14}\.[a-f0-9]{64}",
    "alibaba-access-key-id": r"LTAI[a-zA-Z0-9]{20}",
    "anthropic-api-key": r"sk-ant-(?:api|admin|oat|ort|sid)\d\d-[\w-]{60,130}",
    "argon2-hash": r"\$argon2(?:id|i|d)\$v=\d{1,3}\$m=\d{1,9},t=\d{1,5},p=\d{1,4}\$[\w+/-]{8,90}\$[\w+/-]{16,180}",
    "apache-md5-hash": r"\$apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}",
    "artifactory-api-key": r"AKCp[A-Za-z0-9]{69}",
    "asana-personal-access-token": r"[0-2]/1\d{15}:[0-9a-f]{32}",
    "atlassian-api-token": r"ATATT3[A-Za-z0-9_\-=]{60,250}",
    "aws-access-token": r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}",
    "aws-session-token": r"(?:FwoGZXIvYXdz|IQoJb3JpZ2lu|FQoGZXIvYXdz)[A-Za-z0-9+/%]{50,4000}={0,2}",
    "azure-ad-client-secret": r"[\w.~]{3}[78]Q~[\w.~-]{31,34}",
    "bcrypt-hash": r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}",
    "bitbucket-app-password": r"ATBB[A-Za-z0-9]{32}",
    "buildkite-token": r"bk[ua]a_[a-f0-9]{40}",
    "crypt-hash": r"\$[56]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43,86}",
    "databricks-api-token": r"dapi[a-f0-9]{32}(?:-\d)?",
    "digitalocean": r"do[opr]_v1_[a-f0-9]{64}",
    "discord-webhook-url": r"discord(?:app)?\.com/api/webhooks/\d{10,20}/[\w-]{60,80}",
    "django-hash": r"pbkdf2_sha(?:1|256)\$\d{1,8}\$[\w+/=-]{1,64}\$[A-Za-z0-9+/]{20,90}={0,2}",
    "docker-personal-access-token": r"dckr_(?:pat|oat)_[\w-]{27,32}",
    "doppler-api-token": r"dp\.pt\.[a-zA-Z0-9]{43}",
    "dropbox-short-lived-api-token": r"sl\.[A-Za-z0-9\-=_]{135,2000}",
    "duffel-api-token": r"duffel_(?:test|live)_[\w=-]{43}",
    "dynatrace-api-token": r"dt0c01\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{64}",
    "easypost-api-token": r"EZ[AT]K[a-zA-Z0-9]{54}",
    "facebook-page-access-token": r"EAA[MC][a-zA-Z0-9]{60,400}",
    "figma-personal-access-token": r"fig[dop]_[\w-]{40,60}",
    "flutterwave-secret-key": r"FLWSECK(?:_TEST)?-[a-zA-Z0-9]{32}-X",
    "flyio-access-token": r"fo1_[\w-]{43}",
    "flyio-macaroon": r"fm[12][ra]?_[\w+/=-]{40,4000}",
    "frameio-api-token": r"fio-u-[a-zA-Z0-9\-_=]{64}",
    "google-oauth-refresh-token": r"1//0[\w-]{40,200}",
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
    "groq-api-key": r"gsk_[a-zA-Z0-9]{52}",
    "heroku-api-key-v2": r"HRKU-[0-9a-zA-Z_-]{36,60}",
    "huggingface-access-token": r"(?:hf_|api_org_)[a-zA-Z0-9]{34,40}",
    "jwe": r"eyJhbGciOi[\w-]{10,2000}\.[\w-]{0,2000}\.[\w-]{8,100}\.[\w-]{1,8192}\.[\w-]{10,100}",
    "jwt": r"ey[a-zA-Z0-9]{17,4096}\.ey[a-zA-Z0-9/\\_-]{9,8192}\.(?:[a-zA-Z0-9/\\_-]{10,4096}={0,2})?",
    "launchdarkly-sdk-key": r"(?:sdk|mob)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "ldap-hash": r"\{S(?:SHA|HA|MD5|SHA256|SHA512)\}[A-Za-z0-9+/]{20,120}={0,2}",
    "linear-api-key": r"lin_api_[a-zA-Z0-9]{40}",
    "mailchimp-api-key": r"[a-f0-9]{32}-us\d{1,2}",
    "mailgun-private-api-token": r"key-[a-f0-9]{32}",
    "mapbox-secret-token": r"sk\.eyJ[a-zA-Z0-9]{40,200}\.[\w-]{22}",
    "microsoft-teams-webhook": (
        r"webhook\.office\.com/webhookb2/[a-f0-9-]{36}@[a-f0-9-]{36}/IncomingWebhook/[a-zA-Z0-9]{32}/[a-f0-9-]{20,36}"
    ),
    "netlify-access-token": r"nf[pco]_[a-zA-Z0-9]{36,46}",
    "new-relic-user-api-key": r"NRAK-[A-Z0-9]{27}",
    "new-relic-insert-key": r"NRII-[A-Za-z0-9-]{32}",
    "notion-api-token": r"ntn_[A-Za-z0-9]{46}",
    "notion-api-token-of-old": r"secret_[A-Za-z0-9]{43}",
    "npm-access-token": r"npm_[a-zA-Z0-9]{36}",
    "openai-api-key": r"sk-(?:proj|svcacct|admin)-[\w-]{40,250}",
    "openai-api-key-of-old": r"sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20}",
    "perplexity-api-key": r"pplx-[a-zA-Z0-9]{48}",
    "planetscale": r"pscale_(?:tkn|pw|oauth)_[\w=.-]{32,64}",
    "postman-api-token": r"PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}",
    "prefect-api-token": r"pnu_[a-zA-Z0-9]{36}",
    "pulumi-api-token": r"pul-[a-f0-9]{40}",
    "pypi-upload-token": r"pypi-AgEIcHlwaS5vcmc[\w-]{50,1000}",
    "readme-api-token": r"rdme_[a-z0-9]{70}",
    "render-api-key": r"rnd_[a-zA-Z0-9]{32}",
    "replicate-api-token": r"r8_[a-zA-Z0-9]{37,40}",
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
    "sonar-token": r"sq[apu]_[a-f0-9]{40}",
    "square-access-token": r"(?:EAAA[\w-]{60}|sq0(?:atp|csp)-[\w-]{22,60})",
    "stripe-access-token": r"(?:sk|rk)_(?:test|live|prod)_[a-zA-Z0-9]{10,99}",
    "stripe-webhook-secret": r"whsec_[A-Za-z0-9+/]{24,100}={0,2}",
    "supabase-access-token": r"sb(?:p_[a-f0-9]{40}|_secret_[\w-]{31,40})",
    "tailscale-key": r"tskey-(?:auth|api|client)-[a-zA-Z0-9]{10,20}-[a-zA-Z0-9]{20,40}",
    "telegram-bot-token": r"(?:bot)?\d{8,10}:AA[\w-]{33}",
    "terraform-api-token": r"[a-zA-Z0-9]{14}\.atlasv1\.[\w-]{60,70}",
    "twilio-api-key": r"SK[0-9a-f]{32}",
    "vault-service-token": r"hv[sb]\.[\w-]{24,300}",
}
"""Name of the rule in gitleaks, and its pattern."""

_SIGNS = {
    "airtable-personal-access-token": ("pat",),
    "argon2-hash": ("$argon2",),
    "apache-md5-hash": ("$apr1$",),
    "asana-personal-access-token": ("0/1", "1/1", "2/1"),
    "aws-access-token": ("A3T", "AKIA", "ASIA", "ABIA", "ACCA"),
    "aws-session-token": ("FwoGZXIvYXdz", "IQoJb3JpZ2lu", "FQoGZXIvYXdz"),
    "azure-ad-client-secret": ("Q~",),
    "bcrypt-hash": ("$2a$", "$2b$", "$2x$", "$2y$"),
    "buildkite-token": ("bkua_", "bkaa_"),
    "crypt-hash": ("$5$", "$6$"),
    "digitalocean": ("_v1_",),
    "easypost-api-token": ("EZAK", "EZTK"),
    "facebook-page-access-token": ("EAAM", "EAAC"),
    "figma-personal-access-token": ("figd_", "figo_", "figp_"),
    "flyio-macaroon": ("fm1_", "fm1r_", "fm1a_", "fm2_", "fm2r_", "fm2a_"),
    "github": ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    "gitlab": ("glpat-", "glptt-", "glrt-", "glsoat-", "gldt-", "glcbt-", "glft-", "glimt-", "glagent-", "gloas-"),
    "huggingface-access-token": ("hf_", "api_org_"),
    "jwt": (".ey",),
    "launchdarkly-sdk-key": ("sdk-", "mob-"),
    "ldap-hash": ("{SSHA}", "{SHA}", "{SMD5}", "{SSHA256}", "{SSHA512}"),
    "mailchimp-api-key": ("-us",),
    "netlify-access-token": ("nfp_", "nfc_", "nfo_"),
    "openai-api-key-of-old": ("T3BlbkFJ",),
    "shopify": ("shpat_", "shpca_", "shppa_", "shpss_"),
    "slack-token": ("xox",),
    "sonar-token": ("sqa_", "sqp_", "squ_"),
    "square-access-token": ("EAAA", "sq0atp-", "sq0csp-"),
    "stripe-access-token": ("_test_", "_live_", "_prod_"),
    "supabase-access-token": ("sbp_", "sb_secret_"),
    "telegram-bot-token": (":AA",),
    "terraform-api-token": (".atlasv1.",),
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
_ENCODED = re.compile(r"(?<![\w.~+%-])[\w.~+-]{0,500}%[0-9A-Fa-f]{2}[\w.~+%-]{6,9000}")
"""A step of a path, or a value of a query, that is written with percent signs."""

_PLAIN_CREDENTIAL = re.compile(
    r"://[^/\s:@]{0,200}:[^/\s@]{1,500}@|\b(?:[Bb]earer|[Bb]asic)\s+[\w.~+/=-]{16}|PRIVATE KEY-----"
    r"|\b(?:AccountKey|SharedAccessKey|sig)=[\w%+/=-]{16}"
)
"""What is no token by itself, and yet shows a credential once the percent signs are read."""

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

    def decode(match: re.Match[str]) -> str:
        plain = unquote(match[0])
        return remove(match) if holds_shape(plain) or _PLAIN_CREDENTIAL.search(plain) else match[0]

    names = _possible(text)
    if names:
        text = _pattern(names).sub(remove, text, _MOST_SEARCHED)
    if "%" in text:
        text = _ENCODED.sub(decode, text, _MOST_SEARCHED)
    if any(sign in text for sign in _PACKED_SIGNS):
        text = _PACKED.sub(unpack, text, _MOST_SEARCHED)
    return redact_detected(text, secrets)


def _decoded(packed: str) -> str:
    plain = packed.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
