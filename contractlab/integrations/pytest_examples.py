"""One test for each example of a contract, asked of a provider inside the test's own fixtures.

.. code-block:: python

    @cl.examples("pacts/", provider=app)
    def test_the_provider_keeps_its_contracts(contract_result):
        assert contract_result.passed

    @pytest.fixture
    def contractlab_states(db):               # handlers get what the fixtures of the test have
        return states.provide(db=db)

The tests are named after their examples: ``pytest -k "a_request_for_customer"``, ``--last-failed`` and ``-n 2`` of
pytest-xdist choose and spread them as they do all others. A pending example that fails is an expected failure.

Without the decorator, a test that asks for `contract_example` is made for each example of the contracts in
``[tool.contractlab]``, and `contract_result` asks the provider of the settings, or of the fixture
`contractlab_provider`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from contractlab.contracts.contract import Example
    from contractlab.live.live_run import LiveRun
    from contractlab.verification.results import Result

__all__ = [
    "contract_example",
    "contract_result",
    "contractlab_provider",
    "contractlab_sources",
    "contractlab_states",
    "examples",
    "parameters",
]

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "contractlab_examples"
_LONGEST = 80


def examples(
    *sources: Any,
    provider: Any = None,
    states: Any = None,
    only: Any = None,
    state: Any = None,
    consumer: Any = None,
    **options: Any,
) -> Callable[[F], F]:
    """Make one test for each example of some contracts; the test asks for `contract_result`, or `contract_example`.

    Parameters
    ----------
    *sources : path, Contract or Contracts
        As `contractlab.load_all` takes them.
    provider, states : optional
        As `contractlab.verify` takes them; else those of the fixtures `contractlab_provider`, `contractlab_states`.
    only, state, consumer : optional
        Which examples.
    **options
        More arguments of `contractlab.verify`, such as ``messages``, ``client`` and ``prepare``.
    """
    listed = parameters(_contracts(sources), only=only, state=state, consumer=consumer)
    asked = {"provider": provider, "states": states, **options}

    def decorate(function: F) -> F:
        marked: F = pytest.mark.parametrize("contract_example", listed)(function)
        return getattr(pytest.mark, _MARK)(asked)(marked)  # type: ignore[no-any-return]

    return decorate


def parameters(contracts: Sequence[Any], **filters: Any) -> list[Any]:
    """The examples as parameters of a test, each with a name that ``-k`` can be given.

    Raises
    ------
    InvalidContract
        If a contract cannot be read: its tests would be missing in silence.
    """
    from contractlab.live.selection import selected

    refused = getattr(contracts, "refused", ())
    if refused:
        raise refused[0]
    chosen = selected(contracts, filters.get("only"), filters.get("state"), filters.get("consumer"))
    several = len({example.contract.consumer for example in chosen}) > 1
    names = [_name(example, several) for example in chosen]
    return [
        pytest.param(example, id=name if names.count(name) == 1 else f"{name}-{_word(example.key)}")
        for example, name in zip(chosen, names, strict=True)
    ]


def _contracts(sources: Sequence[Any]) -> Any:
    import contractlab as cl

    if len(sources) == 1 and isinstance(sources[0], cl.Contracts):
        return sources[0]
    if sources and all(isinstance(source, cl.Contract) for source in sources):
        return cl.Contracts(sources)
    return cl.load_all(*sources)


def _name(example: Example, several: bool) -> str:
    name = _word(example.description) or _word(example.key)
    return f"{_word(example.contract.consumer)}-{name}" if several else name


def _word(text: str) -> str:
    return re.sub(r"\W+", "_", text).strip("_")[:_LONGEST]


@pytest.fixture
def contract_example(request: pytest.FixtureRequest) -> Any:
    """One example; the test is made once for each."""
    return request.param


@pytest.fixture
def contractlab_provider(pytestconfig: pytest.Config) -> Any:
    """The provider to ask: what `contractlab.verify` takes. To be written anew, or set in ``[tool.contractlab]``."""
    from contractlab.settings import read_settings

    return read_settings(pytestconfig.rootpath).provider


@pytest.fixture
def contractlab_states(pytestconfig: pytest.Config) -> Any:
    """What brings states about, likewise; a fixture that asks for others may give ``states.provide(db=db)``."""
    from contractlab.settings import read_settings

    return read_settings(pytestconfig.rootpath).states


@pytest.fixture
def contractlab_sources(pytestconfig: pytest.Config) -> dict[str, Any]:
    """What produces messages, makes a client call, and functions, by the names of `contractlab.verify`; likewise."""
    from contractlab.settings import read_settings

    settings = read_settings(pytestconfig.rootpath)
    return {"messages": settings.messages, "triggers": settings.triggers, "functions": settings.functions}


@pytest.fixture
def contract_result(
    request: pytest.FixtureRequest,
    contract_example: Example,
    contractlab_provider: Any,
    contractlab_states: Any,
    contractlab_sources: dict[str, Any],
) -> Result:
    """The result of the example, asked for now; where it is pending and fails, the test is an expected failure."""
    import contractlab as cl

    mark = request.node.get_closest_marker(_MARK)
    asked: Mapping[str, Any] = {} if mark is None else mark.args[0]
    given = {key: value for key, value in asked.items() if value is not None}
    given.setdefault("provider", contractlab_provider)
    given.setdefault("states", contractlab_states)
    for name, source in contractlab_sources.items():
        given.setdefault(name, source)
    if all(given[name] is None for name in ("provider", *contractlab_sources)):
        pytest.fail(
            "no provider: @cl.examples(…, provider=app), or a fixture contractlab_provider, or provider in "
            "[tool.contractlab]; likewise messages, triggers and functions",
            pytrace=False,
        )
    run: LiveRun = cl.verify([contract_example.contract], only=contract_example, **given)
    (result,) = run.results
    if result.verdict == "pending":
        pytest.xfail(result.reason or "the example is pending")
    if run.stopped:
        raise KeyboardInterrupt
    return result
