"""`verify` as the front door has it: against captures, or against a provider that is asked now."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from contractlab.captures import AnyCapture, Captures, Redaction
from contractlab.contracts.contract import Contract
from contractlab.engine.dialect import check_dialect
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.inputs import Only, as_contracts, select_examples
from contractlab.verification.run import Run
from contractlab.verification.verifying import verify as verify_captures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor

    import httpx

    from contractlab.live.calls import Named
    from contractlab.live.example_run import PrepareFunction
    from contractlab.live.live_run import LiveRun
    from contractlab.live.live_session import LiveSettings
    from contractlab.live.message_sources import Messages
    from contractlab.live.selection import StateFilter
    from contractlab.live.state_session import StateSource
    from contractlab.openapi import ApiDocument
    from contractlab.openapi.agreement import Agreement

    States: TypeAlias = StateSource | Mapping[str, Callable[..., Any]] | Callable[..., Any] | str | None

__all__ = ["live_settings", "verify"]

Sources: TypeAlias = Contract | Iterable[Contract] | str | os.PathLike[str]


@overload
def verify(
    contracts: Sources,
    captures: Captures | Iterable[AnyCapture],
    *,
    dialect: str = ...,
    only: Only = ...,
    allow_not_exercised: bool = ...,
    redaction: Redaction | None = ...,
    executor: Executor | None = ...,
    cache: CheckCache | None = ...,
) -> Run: ...


@overload
def verify(
    contracts: Sources,
    captures: Captures | Iterable[AnyCapture] | None = ...,
    *,
    openapi: ApiDocument | str | os.PathLike[str] | Mapping[str, Any],
    only: Only = ...,
) -> Agreement: ...


@overload
def verify(
    contracts: Sources,
    *,
    provider: Any = ...,
    messages: Messages = ...,
    triggers: Named | str = ...,
    functions: Named | str = ...,
    states: States = ...,
    client: httpx.Client | None = ...,
    prepare: PrepareFunction | None = ...,
    only: Only = ...,
    state: StateFilter = ...,
    consumer: str | Iterable[str] | None = ...,
    fail_fast: bool = ...,
    seed: int | None = ...,
    provider_version: str | None = ...,
    provider_name: str | None = ...,
    follow_redirects: bool = ...,
    state_timeout: float | None = ...,
    dialect: str = ...,
    redaction: Redaction | None = ...,
) -> LiveRun: ...


def verify(
    contracts: Sources,
    captures: Captures | Iterable[AnyCapture] | None = None,
    *,
    provider: Any = None,
    messages: Messages = None,
    triggers: Named | str = None,
    functions: Named | str = None,
    states: States = None,
    client: httpx.Client | None = None,
    prepare: PrepareFunction | None = None,
    only: Only = None,
    state: StateFilter = None,
    consumer: str | Iterable[str] | None = None,
    fail_fast: bool = False,
    seed: int | None = None,
    provider_version: str | None = None,
    provider_name: str | None = None,
    follow_redirects: bool = True,
    state_timeout: float | None = None,
    dialect: str = "reference",
    allow_not_exercised: bool = False,
    redaction: Redaction | None = None,
    executor: Executor | None = None,
    cache: CheckCache | None = None,
    openapi: ApiDocument | str | os.PathLike[str] | Mapping[str, Any] | None = None,
) -> Run | Agreement:
    """Check contracts against captures, against a provider, or against an API document.

    Parameters
    ----------
    contracts : Contract, Contracts, iterable of Contract, or path
    captures : Captures, iterable of Capture, or path, optional
        Recordings to check. Without them a provider is asked.
    provider : str, app or callable, optional
        An address with its base path, an ASGI or WSGI app, ``"package.module:app"``, or a function from an
        `HttpRequest` to a response.
    messages : mapping, callable, address or ``"package.module:messages"``, optional
        What produces messages: functions and values by description, one function for all, or the address of Pact's
        protocol. A function may ask for ``request``, ``params``, ``description``, ``metadata`` and ``example``.
    triggers : mapping of str to callable, or ``"package.module:triggers"``, optional
        By the name of a request: makes the provider send it, where the provider is the client. A trigger may ask for
        ``url`` (where to), ``function`` (which to call), ``variables`` and ``example``.
    functions : mapping of str to callable, or ``"package.module:functions"``, optional
        By name: functions of the provider that are to be called.
    states : StateHandlers, StateChangeUrl, mapping, callable, address or ``"package.module:states"``, optional
        What brings provider states about; a mapping or function as pact-python takes it works, too.
    client : httpx.Client, optional
        Its authentication, headers, cookies, hooks, timeouts and TLS are used; its headers replace the contract's.
    prepare : callable, optional
        Gets each `httpx.Request` before it is sent, and gives the one to send; ``example`` and ``variables`` as well,
        where its signature has them.
    only : str, pattern, iterable, callable, optional
        Which examples to check: keys, descriptions, parts of them, patterns with ``*``, or a function.
    state : str, pattern or iterable of these, optional
        Only examples in such a state; ``""`` for those without one.
    consumer : str or iterable of str, optional
        Only contracts of these consumers.
    fail_fast : bool
        End at the first example that does not pass.
    seed : int, optional
        What random values are made from; the run keeps it.
    provider_version, provider_name : str, optional
        What the captures say; and which provider is asked, where there are contracts of several.
    follow_redirects : bool
        False: a redirect is the answer.
    state_timeout : float, optional
        Seconds that a state handler may take.
    dialect : str
        ``"reference"``: the verdicts of the Rust core; ``"spec"``: those of the official cases.
    allow_not_exercised : bool
        True if examples without a capture do not break the run.
    redaction : Redaction, optional
        What views and saved files must not show.
    executor, cache
        As in `contractlab.verification.verifying.verify`, for captures.
    openapi : ApiDocument, path, address or mapping, optional
        An API document: examples, and captures where there are some, are held against it instead.

    Returns
    -------
    Run
        A `LiveRun` where a provider was asked; an `Agreement` where a document was given.

    Raises
    ------
    AmbiguousExample
        If nothing fits the filters, or contracts of several providers are given.
    StateError
        If states have no handler: all of them are named, with code to begin with.
    ProviderError
        If the provider cannot be reached, or does not start.
    """
    if openapi is not None:
        return _agreement(openapi, contracts, captures, only)
    if provider is None and messages is None and triggers is None and functions is None:
        if captures is None:
            raise TypeError("verify() needs captures, or a provider to ask: provider= or messages=")
        return verify_captures(
            as_contracts(contracts),
            captures,
            dialect=dialect,
            only=only,
            allow_not_exercised=allow_not_exercised,
            redaction=redaction,
            executor=executor,
            cache=cache,
        )
    if captures is not None:
        raise TypeError("verify() takes captures, or a provider to ask, and not both")
    from contractlab.live.selection import of_provider, selected

    settings = live_settings(
        provider=provider,
        messages=messages,
        triggers=triggers,
        functions=functions,
        states=states,
        client=client,
        prepare=prepare,
        fail_fast=fail_fast,
        seed=seed,
        provider_version=provider_version,
        follow_redirects=follow_redirects,
        state_timeout=state_timeout,
        dialect=dialect,
        redaction=redaction,
    )
    from contractlab.live.live_run import run_live

    chosen = of_provider(as_contracts(contracts), provider_name)
    return run_live(chosen, selected(chosen, only, state, consumer), settings)


def live_settings(
    *,
    provider: Any = None,
    messages: Messages = None,
    triggers: Named | str = None,
    functions: Named | str = None,
    states: States = None,
    client: httpx.Client | None = None,
    prepare: PrepareFunction | None = None,
    fail_fast: bool = False,
    seed: int | None = None,
    provider_version: str | None = None,
    follow_redirects: bool = True,
    state_timeout: float | None = None,
    dialect: str = "reference",
    redaction: Redaction | None = None,
) -> LiveSettings:
    """How a provider is asked, out of what `verify` takes.

    Raises
    ------
    ProviderError
        If a package is missing, or messages, triggers or functions are none.
    StateError
        If the states are none.
    """
    from contractlab.live.calls import Calls, as_named
    from contractlab.live.live_run import new_seed
    from contractlab.live.live_session import LiveSettings
    from contractlab.live.message_run import as_message_source
    from contractlab.live.state_sources import as_state_source

    return LiveSettings(
        provider=provider,
        states=as_state_source(states),
        messages=as_message_source(messages),
        calls=Calls(as_named(triggers, "triggers"), as_named(functions, "functions")),
        seed=new_seed() if seed is None else seed,
        client=client,
        prepare=prepare,
        state_timeout=state_timeout,
        follow_redirects=follow_redirects,
        fail_fast=fail_fast,
        provider_version=provider_version,
        dialect=check_dialect(dialect),
        redaction=redaction,
    )


def _agreement(openapi: Any, contracts: Any, captures: Any, only: Only) -> Agreement:
    from contractlab.openapi import ApiDocument, load_openapi
    from contractlab.openapi.agreement import check_agreement

    document = openapi if isinstance(openapi, ApiDocument) else load_openapi(openapi)
    examples = [example for contract in as_contracts(contracts) for example in contract.examples]
    return check_agreement(document, select_examples(examples, only), () if captures is None else captures)
