"""Real contracts of ContractCase's own tests, defined again by hand, by the hash that their files record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contractlab import match
from contractlab.definition import Definition, ExampleBeingDefined, define

__all__ = ["REBUILT"]

ID = match.state_variable("userId")
UP, DOWN = ("Server is up", {}), ("Server is down", {})
USER, NO_USER = ("A user exists", {"userId": "123"}), ("No users exist", {"userId": "123"})


def _case(consumer: str, provider: str) -> Definition:
    return define(consumer, provider, format="contractcase")


def _in(chain: ExampleBeingDefined, *states: tuple[str, dict[str, Any]]) -> ExampleBeingDefined:
    for name, variables in states:
        chain.given(name, variables)
    return chain


def _health(begin: Callable[[], ExampleBeingDefined], *, etag: bool = False) -> None:
    accepting = {"accept": "application/json"}
    _in(begin(), UP).with_request("GET", "/health", headers=accepting).will_respond_with(200, json={"status": "up"})
    _in(begin(), UP).with_request("GET", "/health").will_respond_with(200, json=match.like({"status": "whatever"}))
    if etag:
        tagged = {**accepting, "if-none-match": '"abc123"'}
        states = (UP, ("With an active etag of abc123", {}))
        _in(begin(), *states).with_request("GET", "/health", headers=tagged).will_respond_with(304)
    _in(begin(), DOWN).with_request("GET", "/health").will_respond_with(match.status_code(["4XX", "5XX"]))
    _in(begin(), DOWN).with_request("GET", "/health").will_respond_with(503, json={"status": "down"})


def _users(begin: Callable[[], ExampleBeingDefined], by_path: Any, nobody: Any) -> None:
    path = match.concat("/users/", ID)
    _in(begin(), UP, USER).with_request("GET", "/users", query={"id": ID}).will_respond_with(200, json={"userId": ID})
    _in(begin(), UP, NO_USER).with_request("GET", "/users", query={"id": ID}).will_respond_with(404)
    _in(begin(), UP, USER).with_request("GET", path).will_respond_with(200, json=by_path)
    _in(begin(), UP, NO_USER).with_request("GET", nobody).will_respond_with(404)


def http_responses(*, etag: bool = False) -> Definition:
    made = _case("http response consumer", "http response provider")
    _health(made.example, etag=etag)
    by_path = {"userId": ID, "name": match.str("john smith")}
    _users(made.example, by_path, match.concat("/users/", ID))
    return made


def http_requests() -> Definition:
    made = _case("http request consumer", "http request provider")
    _health(made.receives)
    fixed = {
        "_case:matcher:type": "_case:StringPrefix",
        "_case:matcher:prefix": "/users/",
        "_case:matcher:suffix": "123",
        "_case:matcher:resolvesTo": "string",
    }
    _users(made.receives, {"userId": ID}, fixed)
    return made


def implemented() -> Definition:
    made = _case("function execution", "function definer")
    made.receives().with_call("NO ARG FUNCTION").will_return(None)
    made.receives().with_call("HAS ARGS FUNCTION", "example", 2).will_return("example2")
    return made


def called() -> Definition:
    made = _case("function caller", "function execution")
    made.example().with_call("zeroArgs").will_return(None)
    made.example().with_call("concatenate", "example", 2).will_return("example2")
    return made


def values_of_states() -> Definition:
    made = _case("Java Repeated State Caller Example", "Java Repeated State Implementer Example")
    for value in range(23):
        made.example().given(f"The value is {value}").with_call("getValue").will_return(value)
    return made


# As the package for Java writes them.
JAVA_NULL = {
    "_case:context:matchBy": "type",
    "_case:matcher:resolvesTo": "null",
    "_case:matcher:type": "_case:MatchNull",
}
JAVA_INTEGER = {
    "_case:context:matchBy": "type",
    "_case:matcher:example": 2,
    "_case:matcher:resolvesTo": "number",
    "_case:matcher:type": "_case:Integer",
}


def java_implemented() -> Definition:
    made = _case("Java Function Implementer Example", "Java Function Caller Example")
    made.receives("page message").with_call("PageNumbers", JAVA_INTEGER).will_return("2 pages")
    made.receives().with_call("NoArgFunction").will_return({**JAVA_NULL, "_case:matcher:example": None})
    made.receives().with_call("throwingFunction").will_throw("CustomException")
    return made


def java_void() -> Definition:
    made = _case("Write Main Only", "No Provider")
    nothing = match.named(JAVA_NULL, "void")
    made.example().given("The map is null").with_call("NoArgFunction").will_return(nothing)
    return made


REBUILT: dict[str, Callable[[], Definition]] = {
    "47cbaddd42bc03fb9ac1297a63b5ca7dd8009c5d5293a1e6f3ddcc73e29597f3": http_requests,
    "74d8aa637e1f5f672b583ba38c86060aa9330e96b5181e17095073afce265011": http_responses,
    "7b2e98081dfaa95cf7b8372e3d65d7ebff084bcf83a6c31eb47dfffaaf766b12": lambda: http_responses(etag=True),
    "c44cdd64be41f16b7493b8a0cc1b54353b1f0b7fc89cd5c61d02e1bbf04b53e5": implemented,
    "bcac4a1c1076fb91328174d3918337af1b4d3722b34773eea9a358900c387530": called,
    "2cd700e2bfec2220e1af9258aa1525e8f0b79fe875c13668877f4605e2c1e230": values_of_states,
    "2573360440550f09c9d0226ae4a2824a9a7d7fc17bab8939f0c0bb50f96b10e1": java_implemented,
    "d6b9a2a9fbcb3179c8c0fe02931cab2399257ecab9f3b5fe58e1fa1f5f503a56": java_void,
}
"""By the hash that their files record. The last three are of the package for Java, which sorts the keys of objects."""
