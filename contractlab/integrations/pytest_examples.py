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
``[tool.contractlab]`` or of the marker ``contract``, and `contract_result` asks the provider of the settings, or of the
fixture `contractlab_provider`. Where there is no provider, captures say what it answered: those of the decorator
(``captures=``), of the marker, of the fixture `contractlab_captures`, of the settings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from contractlab.integrations.pytest_recorded import recorded_result
from contractlab.integrations.pytest_reports import keep_example_run
from contractlab.integrations.pytest_settings import selection_of, settings_of, version_of

if TYPE_CHECKING:
    from contractlab.contracts.contract import Example
    from contractlab.verification.results import Result
    from contractlab.verification.run import Run

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
    captures: Any = None,
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
    captures : optional
        As `contractlab.load_captures` takes them: what the provider answered, where none is asked.
    only, state, consumer : optional
        Which examples.
    **options
        More arguments of `contractlab.verify`, such as ``messages``, ``client`` and ``prepare``.
    """
    listed = parameters(_contracts(sources), only=only, state=state, consumer=consumer)
    asked = {"provider": provider, "states": states, "captures": captures, **options}

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
    """One example of a contract. A test that asks for it is made once for each example of the settings' contracts."""
    return request.param


@pytest.fixture
def contractlab_provider(pytestconfig: pytest.Config) -> Any:
    """The provider that contract_result asks: an address or an app. Write your own, or set it in [tool.contractlab]."""
    return settings_of(pytestconfig).provider


@pytest.fixture
def contractlab_states(pytestconfig: pytest.Config) -> Any:
    """What brings provider states about. Write your own, such as states.provide(db=db), or set it in the settings."""
    return settings_of(pytestconfig).states


@pytest.fixture
def contractlab_sources(pytestconfig: pytest.Config) -> dict[str, Any]:
    """What produces messages, makes a client call, and functions. Write your own, or set it in the settings."""
    settings = settings_of(pytestconfig)
    return {"messages": settings.messages, "triggers": settings.triggers, "functions": settings.functions}


@pytest.fixture
def contract_result(
    request: pytest.FixtureRequest,
    contract_example: Example,
    contractlab_provider: Any,
    contractlab_states: Any,
    contractlab_sources: dict[str, Any],
) -> Result:
    """The result of contract_example, from a provider asked now, else from captures; pending failures are expected."""
    import contractlab as cl

    mark = request.node.get_closest_marker(_MARK)
    asked: Mapping[str, Any] = {} if mark is None else mark.args[0]
    given = {key: value for key, value in asked.items() if value is not None}
    version = version_of(request.node)
    captures = given.pop("captures", None)
    selection = selection_of(request.node)
    if captures is None and selection is not None:
        captures = selection.captures
    if captures is None or "provider" in given:
        given.setdefault("provider", contractlab_provider)
        given.setdefault("states", contractlab_states)
        for name, source in contractlab_sources.items():
            given.setdefault(name, source)
    run: Run
    if all(given.get(name) is None for name in ("provider", *contractlab_sources)):
        recorded = request.getfixturevalue("contractlab_captures") if captures is None else captures
        if isinstance(recorded, list | tuple) and not recorded:
            pytest.fail(_NOTHING_TO_ASK, pytrace=False)
        result, run = recorded_result(request.config, contract_example, recorded, version)
    else:
        if version is not None:
            given.setdefault("provider_version", version)
        run = cl.verify([contract_example.contract], only=contract_example, **given)
        (result,) = run.results
    keep_example_run(request.config, run)
    if result.verdict == "pending":
        pytest.xfail(result.reason or "the example is pending")
    if run.stopped:
        raise KeyboardInterrupt
    return result


_NOTHING_TO_ASK = (
    "no provider: @cl.examples(…, provider=app), or a fixture contractlab_provider, or provider in [tool.contractlab]; "
    "likewise messages, triggers and functions. No captures either, which would do: captures=, a fixture "
    "contractlab_captures, or captures in [tool.contractlab]"
)
