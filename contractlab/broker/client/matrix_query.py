"""The query of a broker's matrix as its command lines write it: Rack's brackets, a new selector at each name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from contractlab.errors import BrokerError

__all__ = ["IgnoredVersion", "VersionSelector", "deploy_query", "matrix_query", "selected_names"]

VersionSelector = str | Mapping[str, str | bool]
"""A name, or a mapping with ``pacticipant`` and ``version``, ``branch``, ``tag``, ``latest``, ``environment`` or
``mainBranch``."""
IgnoredVersion = str | Mapping[str, str]
"""A name, or a mapping with ``pacticipant`` and ``version``."""

_ORDER = ("version", "latest", "branch", "tag", "environment", "mainBranch")
_SUCCESS = {True: "true", False: "false", None: ""}

Pairs = list[tuple[str, str]]


def _value(value: str | bool) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else value


def selected_names(selectors: Iterable[VersionSelector]) -> tuple[str, ...]:
    """Names of the applications that are asked about."""
    names = (each if isinstance(each, str) else each.get("pacticipant") for each in selectors)
    return tuple(name for name in names if isinstance(name, str))


def _selector_pairs(selectors: Iterable[VersionSelector]) -> Pairs:
    pairs: Pairs = []
    for selector in selectors:
        chosen = {"pacticipant": selector} if isinstance(selector, str) else dict(selector)
        name = chosen.pop("pacticipant", None)
        unknown = [key for key in chosen if key not in _ORDER]
        if not isinstance(name, str) or not name:
            raise BrokerError("a selector of versions names no pacticipant", advice='Write {"pacticipant": "Foo", …}.')
        if unknown:
            raise BrokerError(
                f"a selector of versions has {unknown[0]!r}, which brokers do not know", advice=f"There are {_ORDER}."
            )
        pairs.append(("q[][pacticipant]", name))
        pairs += [(f"q[][{key}]", _value(chosen[key])) for key in _ORDER if key in chosen]
    if not pairs:
        raise BrokerError("nothing is asked about: name a pacticipant")
    return pairs


def _ignore_pairs(ignore: Iterable[IgnoredVersion]) -> Pairs:
    pairs: Pairs = []
    for each in ignore:
        ignored = {"pacticipant": each} if isinstance(each, str) else each
        pairs += [(f"ignore[][{key}]", ignored[key]) for key in ("pacticipant", "version") if key in ignored]
    return pairs


def _query(pairs: Pairs) -> str:
    return "&".join(f"{quote(key, safe='[]')}={quote(value, safe='')}" for key, value in pairs)


def deploy_query(
    selectors: Iterable[VersionSelector],
    *,
    environment: str | None = None,
    to: str | None = None,
    main_branch: bool = False,
    ignore: Iterable[IgnoredVersion] = (),
) -> str:
    """The question whether versions may be deployed.

    An environment is asked with ``latestby=cvpv`` as the Rust command line and ``/can-i-deploy`` ask: every version
    that runs there counts, where ``cvp`` of the Ruby one looks at the newest alone.

    Parameters
    ----------
    selectors : iterable
        Versions to be deployed; several with none of the following ask whether they fit each other.
    environment, to : str, optional
        Where they go: an environment, or what has a tag.
    main_branch : bool
        They go to the main branches of the others.
    ignore : iterable

    Raises
    ------
    BrokerError
        If more than one place is named, or nothing is asked about.
    """
    chosen = list(selectors)
    if sum((environment is not None, to is not None, main_branch)) > 1:
        raise BrokerError("more than one place to deploy to", advice="Name an environment, a tag, or the main branch.")
    pairs = _selector_pairs(chosen) + _ignore_pairs(ignore)
    if environment is not None:
        pairs += [("latestby", "cvpv"), ("environment", environment)]
    elif to is not None:
        pairs += [("latestby", "cvp"), ("latest", "true"), ("tag", to)]
    elif main_branch:
        pairs += [("latestby", "cvp"), ("latest", "true"), ("mainBranch", "true")]
    elif len(chosen) == 1:
        pairs += [("latestby", "cvp"), ("latest", "true")]
    else:
        pairs += [("latestby", "cvpv")]
    return _query(pairs)


def matrix_query(
    selectors: Iterable[VersionSelector],
    *,
    latestby: str | None = None,
    environment: str | None = None,
    tag: str | None = None,
    main_branch: bool = False,
    latest: bool = False,
    ignore: Iterable[IgnoredVersion] = (),
    success: Iterable[bool | None] | None = None,
    limit: int | None = None,
) -> str:
    """Any question to the matrix; parameters as the broker's own, see `RemoteBroker.matrix`."""
    pairs = _selector_pairs(selectors) + _ignore_pairs(ignore)
    if latestby is not None:
        pairs.append(("latestby", latestby))
    if environment is not None:
        pairs.append(("environment", environment))
    if latest or main_branch or tag is not None:
        pairs.append(("latest", "true"))
    if tag is not None:
        pairs.append(("tag", tag))
    if main_branch:
        pairs.append(("mainBranch", "true"))
    if success is not None:
        pairs += [("success[]", _SUCCESS[each]) for each in success]
    if limit is not None:
        pairs.append(("limit", str(limit)))
    return _query(pairs)
