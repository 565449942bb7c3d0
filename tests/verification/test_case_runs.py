"""Runs of ContractCase contracts: variables from recorded states, and the request where the server is the consumer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from case_contracts import (
    CALLER_READS,
    SERVER_READS,
    M,
    document,
    example,
    load,
    named,
    named_state,
    request,
    response,
    shaped,
    users,
)
from commands import run

import contractlab as cl


def capture(path: str, status: int = 200, json: Any = None, user: str | None = None) -> Any:
    states = (("up", {}), ("a user exists", {"userId": user})) if user else ()
    answer = cl.HttpResponse(status, json=json) if json is not None else cl.HttpResponse(status)
    return cl.Capture(cl.HttpRequest("GET", path), answer, states=states)


def test_recorded_values_of_variables_are_in_force() -> None:
    body = {"id": "5", "name": "x", "active": True}
    made = cl.verify(
        load(users()), [capture("/users/5", json=body, user="5"), capture("/users/6", json=body, user="6")]
    )
    first = [result for result in made.results if result.example.index == 0]
    assert [result.verdict for result in first] == ["passed", "failed"]
    assert [mismatch.path for mismatch in first[1].mismatches] == ["$.id"]
    assert len(made.not_exercised) == 1


def test_examples_are_told_apart_by_their_states() -> None:
    made = cl.verify(
        load(users()), [capture("/users/5", json={"id": "5", "name": "x", "active": True}, user="5")], only="no user"
    )
    assert [result.verdict for result in made.results] == ["not exercised"]
    made = cl.verify(load(users()), [capture("/users/9", 418)])
    assert [result.verdict for result in made.results] == ["error", "error"]
    assert "ambiguous" in made.results[0].reason


def consumer() -> Any:
    return load(
        document(
            example(
                named("list", request(query={"page": shaped("1")}, headers={"accept": "application/json"})),
                named("listed", response()), named_state("up"), setup=SERVER_READS,
            ),
            example(
                named("make", request(method="POST", body={"name": "Ada"})), named("made", response(201)),
                setup=SERVER_READS,
            ),
        )
    )  # fmt: skip


def test_where_the_server_is_the_consumer_the_request_gets_the_verdict() -> None:
    good = cl.HttpRequest("GET", "/users", "page=7", {"Accept": "application/json"})
    wrong = cl.HttpRequest("GET", "/user", "page=7", {"Accept": "text/html"})
    contract = consumer()
    made = cl.verify(contract, [cl.Capture(good, None), cl.Capture(wrong, None)], only="list")
    assert [result.verdict for result in made.results] == ["passed", "failed"]
    assert {mismatch.part for mismatch in made.results[1].mismatches} == {"path", "headers"}
    assert made.results[1].match.subject == "request"


def test_what_is_far_from_every_example_is_listed() -> None:
    far = cl.Capture(cl.HttpRequest("DELETE", "/elsewhere/entirely"), None)
    made = cl.verify(consumer(), [far])
    assert [unpaired.capture for unpaired in made.unpaired] == [far]
    assert made.unpaired[0].nearest is not None


def test_a_named_example_wins() -> None:
    named_one = cl.Capture(cl.HttpRequest("PUT", "/x"), None, assigned="make made")
    made = cl.verify(consumer(), [named_one], only="make")
    assert [result.verdict for result in made.results] == ["failed"]


def test_functions_wait_for_calls() -> None:
    asked = {f"{M}type": "_case:FunctionArgumentsMatcher", "arguments": []}
    answered = {f"{M}type": "_case:FunctionResultMatcher", "success": 1}
    contract = load(document(example(named("a", asked), named("b", answered), setup=CALLER_READS, functionName="fn")))
    made = cl.verify(contract, [capture("/x")])
    assert [result.verdict for result in made.results] == ["not exercised"]
    assert len(made.unpaired) == 1


def test_a_saved_run_comes_back(tmp_path: Path) -> None:
    made = cl.verify(
        cl.load_all(load(users()), consumer()),
        [capture("/users/6", json={"id": "5"}, user="6"), cl.Capture(cl.HttpRequest("GET", "/users"), None)],
    )
    again = cl.load_run(made.save(tmp_path / "run.json"))
    assert again.counts() == made.counts()
    assert [mismatch.message for result in again.results for mismatch in result.mismatches] == [
        mismatch.message for result in made.results for mismatch in result.mismatches
    ]


def test_a_matrix_and_frames() -> None:
    captures = {
        version: [capture("/users/5", json={"id": "5", "name": name, "active": True}, user="5")]
        for version, name in (("1.0.0", "x"), ("1.1.0", 3))
    }
    matrix = cl.matrix(load(users()), captures)
    assert list(matrix.to_frame().iloc[0]) == ["passed", "failed"]
    made = cl.verify(load(users()), captures["1.1.0"])
    assert "MatchString" in str(made.to_frame("mismatches")["rule"].iloc[0])
    assert len(made.to_frame()) == 2


def test_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "user-page-main.case.json"
    path.write_bytes(load(users()).to_bytes())
    har = tmp_path / "captures.har"
    cl.Captures([capture("/users/5", json={"id": "5", "name": "x", "active": True}, user="5")]).save(har)
    shown = run("show", path)
    assert (shown.exit_code, "user page → user service" in shown.output) == (0, True)
    assert run("lint", "--strict", path).exit_code == 0
    verified = run("verify", path, "--captures", har)
    assert (verified.exit_code, "1 passed" in verified.output) == (1, True)  # one example is not exercised
