"""A mock of the provider: a real server on the loopback interface that answers as the examples of a contract say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from random import Random
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING

from contractlab.contracts.answering import response_for, state_params
from contractlab.contracts.contract import Contract, Example
from contractlab.definition.choosing import Choice, Chooser, MockDialect
from contractlab.definition.cors import is_preflight, preflight_answer, with_cors
from contractlab.definition.miss import miss_response, misses_sentence
from contractlab.definition.received import PlaceOf, Received, ReceivedRequests
from contractlab.engine.errors import CannotCheck
from contractlab.errors import ContractBroken, ContractLabError
from contractlab.servers import Answering, Listener
from contractlab.servers.answering import BODY_LIMIT
from contractlab.values.display import Shown, present
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.text import count

if TYPE_CHECKING:
    from contractlab.definition.transport import MockTransport

__all__ = ["MockProvider", "mock"]

_DIALECTS = (None, "reference", "spec")


class MockProvider(Shown):
    """Answers requests as a contract's examples say, and explains those that fit none.

    >>> with cl.mock(contract) as provider:
    ...     assert BillingClient(provider.url).customer("123").name == "Alice Smith"

    An example that a request fits wholly answers, with the values of its generators. What fits none gets a 500 that
    names the nearest examples, each difference with its rule and line, and the code that would define the request.
    Leaving the block stops the server, and raises where a request fitted no example.

    Parameters
    ----------
    contract : Contract or callable
        A callable gives the contract whenever a request comes, for one that is still being made.
    states : collection of str
        Names of states in force: of examples that ask for as much, the one that needs most of them answers.
    seed : int
        What generators draw from: the same seed gives the n-th call of an example the same values.
    cors : bool
        True: pages of any origin may read the answers, and preflights get 204.
    dialect : str or None
        None: of what fits, the example that asks for most. ``"reference"``: as pact-python's mock chooses.
        ``"spec"``: by the verdicts of the specification.
    port : int
        0 takes a free one, when the server starts.
    name : str
        The variable that `Received.code` gives the definition.
    place_of : callable, optional
        Says where an example was defined; without, the line of the contract is shown.
    on_received : callable, optional
        Takes each `Received` as soon as it was judged, in the thread that answers.
    body_limit : int
        Bytes of a request's body; larger ones are answered 413, and break the mock.
    require_calls : bool
        True: a mock that received nothing has proved nothing, so that leaving it raises.
    answers : callable, optional
        True for the examples that it answers; by default all of HTTP.
    wanted : str, optional
        Key of the example that answers wherever it fits.
    """

    def __init__(
        self,
        contract: Contract | Callable[[], Contract],
        *,
        states: Collection[str] = (),
        seed: int = 0,
        cors: bool = True,
        dialect: MockDialect = None,
        port: int = 0,
        name: str = "contract",
        place_of: PlaceOf | None = None,
        on_received: Callable[[Received], None] | None = None,
        body_limit: int = BODY_LIMIT,
        require_calls: bool = True,
        answers: Callable[[Example], bool] | None = None,
        wanted: str | None = None,
    ) -> None:
        if dialect not in _DIALECTS:
            raise ValueError(f"dialect is None, 'reference' or 'spec', not {dialect!r}")
        self._contract = contract
        self._states = (states,) if isinstance(states, str) else tuple(states)
        self._seed, self._cors, self._dialect = seed, cors, dialect
        self._wanted_port = port
        self._name, self._place_of, self._on_received = name, place_of, on_received
        self._require_calls = require_calls
        self._answers, self._wanted = answers, wanted
        self.app = Answering(self.answer, body_limit=body_limit)
        self._body_limit = body_limit
        self._lock = RLock()
        self._chooser: Chooser | None = None
        self._listener: Listener | None = None
        self._received: list[Received] = []
        self._calls: dict[str, int] = {}

    # Serving

    def start(self) -> MockProvider:
        """Serve in a thread of its own.

        Raises
        ------
        ContractLabError
            If the extra ``server`` is not installed, the port is taken, or it serves already.
        """
        if self._listener is not None:
            raise ContractLabError(f"the mock serves already, at {self._listener.url}")
        listener = Listener(self.app, port=self._wanted_port, what="the mock", thread_name="contractlab-mock")
        try:
            listener.start()
        except BaseException:
            listener.stop()
            raise
        self._listener = listener
        return self

    def stop(self) -> None:
        """Stop serving; what was received stays."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()

    def __enter__(self) -> MockProvider:
        return self if self._listener is not None else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if error is None:
            self.require_passed()
        elif isinstance(error, Exception) and self.requests.missed:
            # The consumer failed because of what the mock answered: that comes first, its own error is the cause below.
            raise self._broken() from error

    @property
    def serves(self) -> bool:
        """True between start and stop."""
        return self._listener is not None

    @property
    def url(self) -> str:
        """Where to send requests.

        Raises
        ------
        ContractLabError
            If the mock does not serve.
        """
        if self._listener is None:
            raise ContractLabError("the mock does not serve: use it in a with block, or call start()")
        return self._listener.url

    @property
    def port(self) -> int:
        """Port of `url`."""
        if self._listener is None:
            raise ContractLabError("the mock does not serve: use it in a with block, or call start()")
        return self._listener.port

    @property
    def transport(self) -> MockTransport:
        """The mock as a transport of httpx, for clients of either kind: ``httpx.Client(transport=…)``."""
        from contractlab.definition.transport import MockTransport

        return MockTransport(self.answer)

    # What came

    @property
    def contract(self) -> Contract:
        """The contract whose examples answer."""
        return self._contract if isinstance(self._contract, Contract) else self._contract()

    @property
    def requests(self) -> ReceivedRequests:
        """Everything received so far, in order."""
        return ReceivedRequests(self._received)

    @property
    def proved(self) -> tuple[Example, ...]:
        """Examples that a request fitted wholly; what else was received does not matter."""
        keys = {each.example.key for each in list(self._received) if each.proves and each.example is not None}
        return tuple(example for example in self._examples() if example.key in keys)

    @property
    def uncalled(self) -> tuple[Example, ...]:
        """Examples that no request fitted."""
        proved = {example.key for example in self.proved}
        return tuple(example for example in self._examples() if example.key not in proved)

    def _examples(self) -> Iterator[Example]:
        answers = self._answers
        return (
            example
            for example in self.contract.examples
            if example.kind == "http" and (answers is None or answers(example))
        )

    def calls(self, example: Example | str | int) -> ReceivedRequests:
        """Requests that an example answered.

        Parameters
        ----------
        example : Example, str or int
            An example, its key, its description, or its index.

        Raises
        ------
        AmbiguousExample
            If there is no such example, or there are several.
        """
        key = self.contract[example].key
        answered = [each for each in list(self._received) if each.example is not None and each.example.key == key]
        return ReceivedRequests(answered)

    @property
    def passed(self) -> bool:
        """True if every request fitted an example, and there was one."""
        received = self.requests
        return not received.missed and (bool(received) or not self._require_calls)

    def require_passed(self) -> MockProvider:
        """Return the mock if every request fitted an example.

        Raises
        ------
        ContractBroken
            If one did not, or none was received; the text is the view of it.
        """
        if not self.passed:
            raise self._broken()
        return self

    def _broken(self) -> ContractBroken:
        missed = self.requests.missed
        shown = missed[0] if len(missed) == 1 else self
        return ContractBroken(f"{misses_sentence(missed)}\n{present(shown)['text/plain']}")

    # Answering

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Judge a request, keep it, and give its response; from any thread, one at a time.

        Parameters
        ----------
        request : HttpRequest
            As it was received; without its body (``NOT_RECORDED``) where that was larger than the limit.
        """
        with self._lock:
            if request.body is NOT_RECORDED:
                return self._refused(request)
            choice, judged = self._chosen(request)
            if choice.example is None and self._cors and is_preflight(request):
                return preflight_answer(request)
            return self._answered(request, choice, judged)

    def _chosen(self, request: HttpRequest) -> tuple[Choice, HttpRequest]:
        """What answers, and the request that it was judged by: GET's examples answer HEAD as well."""
        contract = self.contract
        if self._chooser is None or self._chooser.contract is not contract:
            self._chooser = Chooser(contract, self._states, self._dialect, self._answers, self._wanted)
        choice = self._chooser.choose(request)
        if choice.example is None and request.method.upper() == "HEAD":
            asked = HttpRequest("GET", request.path, request.query, request.headers, request.body)
            as_get = self._chooser.choose(asked)
            if as_get.example is not None:
                return as_get, asked
        return choice, request

    def _answered(self, request: HttpRequest, choice: Choice, judged: HttpRequest) -> HttpResponse:
        if choice.example is None:
            received = self._keep(request, HttpResponse(500), choice, _unjudged(choice))
            received.response = self._opened(miss_response(received), request)
            return self._told(received)
        try:
            made = self._response(choice.example, judged)
        except CannotCheck as error:
            reason = f"the response of “{choice.example.description}” cannot be made: {error}"
            received = self._keep(request, HttpResponse(500), choice, reason)
            received.response = self._opened(miss_response(received), request)
            return self._told(received)
        response = with_cors(made, request) if self._cors else made
        return self._told(self._keep(request, response, choice))

    def _opened(self, response: HttpResponse, request: HttpRequest) -> HttpResponse:
        """An error that a page of any origin may read, so that its developer sees it."""
        if not self._cors:
            return response
        headers = [("Access-Control-Allow-Origin", "*"), *response.headers]
        return HttpResponse(response.status, headers, response.body)

    def _refused(self, request: HttpRequest) -> HttpResponse:
        reason = f"the body is larger than {self._body_limit:,} bytes, so it was not read; body_limit= allows more"
        response = HttpResponse(413, [("Content-Type", "text/plain; charset=utf-8")], f"{reason}\n")
        return self._told(self._keep(request, response, Choice(), reason))

    def _keep(self, request: HttpRequest, response: HttpResponse, choice: Choice, reason: str = "") -> Received:
        received = Received(
            len(self._received) + 1,
            datetime.now().astimezone(),
            request,
            response,
            example=choice.example,
            result=choice.result,
            nearest=choice.nearest,
            reason=reason,
            name=self._name,
            states=self._states,
            place_of=self._place_of,
        )
        self._received.append(received)
        return received

    def _told(self, received: Received) -> HttpResponse:
        if self._on_received is not None:
            self._on_received(received)
        return received.response

    def _response(self, example: Example, request: HttpRequest) -> HttpResponse:
        call = self._calls.get(example.key, 0)
        self._calls[example.key] = call + 1
        # The reference's mock has no values of states, so its ProviderState generators do nothing.
        params: Mapping[str, JSON] = {} if self._dialect == "reference" else state_params(example)
        return response_for(
            example,
            params=params,
            random=Random(f"{self._seed}/{example.key}/{call}"),  # noqa: S311 - examples, no secrets
            now=datetime.now().astimezone(),
            address=self._address(request),
        )

    def _address(self, request: HttpRequest) -> str:
        if self._listener is not None:
            return self._listener.url
        return f"http://{request.headers.get('host') or 'mock'}"

    def __repr__(self) -> str:
        address = "stopped" if self._listener is None else self._listener.url
        received = self.requests
        return f"<MockProvider {address}, {count(len(received), 'request')}, {len(received.missed)} match no example>"


def _unjudged(choice: Choice) -> str:
    """Why it is unknown whether an example fits; empty where it can."""
    return "; ".join(f"“{example.description}” cannot be judged: {reason}" for example, reason in choice.unjudged[:3])


def mock(
    contract: Contract | Callable[[], Contract],
    *,
    states: Collection[str] = (),
    seed: int = 0,
    cors: bool = True,
    dialect: MockDialect = None,
    port: int = 0,
    name: str = "contract",
    body_limit: int = BODY_LIMIT,
    require_calls: bool = True,
) -> MockProvider:
    """A mock of a contract's provider; parameters as in `MockProvider`.

    >>> with cl.mock(cl.load("pacts/billing-customers.json")) as provider:
    ...     BillingClient(provider.url).customer("123")
    """
    return MockProvider(
        contract,
        states=states,
        seed=seed,
        cors=cors,
        dialect=dialect,
        port=port,
        name=name,
        body_limit=body_limit,
        require_calls=require_calls,
    )
