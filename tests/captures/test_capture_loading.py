"""Files, folders, lines, and which provider version they tell of."""

from __future__ import annotations

import io
import json

import pytest
from support import in_turns

from contractlab.captures import load_captures
from contractlab.errors import InvalidCapture


def entry(path="/a", **own):
    made = {"request": {"method": "GET", "url": f"http://h.test{path}"}, "response": {"status": 200}}
    return {**made, "_contractlab": own} if own else made


def har(*entries):
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


def write(folder, name, text):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_one_file(tmp_path):
    file = write(tmp_path, "captures/2.5.0.har", har(entry("/a"), entry("/b")))
    captures = load_captures(str(file))
    assert [capture.request.path for capture in captures] == ["/a", "/b"]
    assert [capture.key for capture in captures] == [f"{file}#0", f"{file}#1"]
    assert captures.provider_versions == ["2.5.0"]
    assert captures.files == [str(file)]
    assert captures.problems == []


def test_versions_of_a_folder(tmp_path):
    write(tmp_path, "2.4.0.har", har(entry("/1")))
    write(tmp_path, "2.5.0/a.har", har(entry("/2")))
    write(tmp_path, "2.5.0/deep/er/b.jsonl", json.dumps(entry("/3")) + "\n")
    write(tmp_path, "2.6.0/x.HAR", har(entry("/4"), entry("/5", provider_version="2.6.1")))
    captures = load_captures(tmp_path)
    assert [(capture.request.path, capture.provider_version) for capture in captures] == [
        ("/1", "2.4.0"),
        ("/2", "2.5.0"),
        ("/3", "2.5.0"),
        ("/4", "2.6.0"),
        ("/5", "2.6.1"),
    ]


def test_the_argument_comes_before_the_path_and_after_the_entry(tmp_path):
    write(tmp_path, "2.5.0/a.har", har(entry(), entry(provider_version="9")))
    captures = load_captures(tmp_path, provider_version="3.0.0")
    assert [capture.provider_version for capture in captures] == ["3.0.0", "9"]


def test_hidden_and_other_files_are_left_alone(tmp_path):
    write(tmp_path, "a.har", har(entry()))
    for name in (".hidden.har", ".cache/b.har", "c.json", "README.md", "d.har.bak"):
        write(tmp_path, name, "not read")
    captures = load_captures(tmp_path)
    assert len(captures) == 1
    assert captures.problems == []


def test_a_link_to_a_parent_folder_does_not_go_round(tmp_path):
    write(tmp_path, "a.har", har(entry()))
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert len(load_captures(tmp_path)) == 1


def test_a_bad_file_in_a_folder_stops_nothing(tmp_path):
    write(tmp_path, "1/bad.har", "{")
    write(tmp_path, "2/good.har", har(entry()))
    captures = load_captures(tmp_path)
    assert len(captures) == 1
    (problem,) = captures.problems
    assert problem.severity == "error"
    assert problem.file.endswith("bad.har")
    assert problem.line == 1
    assert captures.files == [str(tmp_path / "2/good.har")]


def test_a_folder_of_bad_files_gives_problems(tmp_path):
    write(tmp_path, "bad.har", "{")
    assert [problem.severity for problem in load_captures(tmp_path).problems] == ["error"]


def test_an_empty_folder_says_what_was_skipped(tmp_path):
    write(tmp_path, "a.json", "{}")
    write(tmp_path, "b.json", "{}")
    captures = load_captures(tmp_path)
    assert len(captures) == 0
    (problem,) = captures.problems
    assert problem.message == "This folder holds no .har or .jsonl file and no cassette. 2 other files were skipped."
    assert problem.severity == "warning"


def test_a_missing_file(tmp_path):
    with pytest.raises(InvalidCapture, match="No such file or folder"):
        load_captures(tmp_path / "none.har")


@pytest.mark.parametrize("path", ["a\0b.har", "x" * 5000])
def test_an_impossible_path(path):
    with pytest.raises(InvalidCapture):
        load_captures(path)


@pytest.mark.parametrize("given", [3, None, object()])
def test_what_is_no_source(given):
    with pytest.raises(InvalidCapture, match="is not a recording"):
        load_captures(given)


def test_several(tmp_path):
    first = write(tmp_path, "a/1.0.0.har", har(entry("/1")))
    write(tmp_path, "b/2.0.0.har", har(entry("/2")))
    document = {"log": {"entries": [entry("/3")]}}
    captures = load_captures([first, tmp_path / "b", document, har(entry("/4")).encode()])
    assert [capture.request.path for capture in captures] == ["/1", "/2", "/3", "/4"]
    assert [capture.provider_version for capture in captures] == ["1.0.0", "2.0.0", None, None]
    assert len({capture.key for capture in captures}) == 4


def test_a_file_named_twice_is_read_once(tmp_path):
    file = write(tmp_path, "1.0.0.har", har(entry()))
    assert len(load_captures([tmp_path, file])) == 1


def test_several_of_which_one_is_bad(tmp_path):
    good = write(tmp_path, "good.har", har(entry()))
    bad = write(tmp_path, "bad.har", "[")
    captures = load_captures([good, bad])
    assert len(captures) == 1
    assert [problem.severity for problem in captures.problems] == ["error"]
    with pytest.raises(InvalidCapture) as caught:
        load_captures([bad, tmp_path / "none.har"])
    assert len(caught.value.faults) == 2
    assert "none.har" in str(caught.value)


def test_json_lines(tmp_path):
    lines = [json.dumps(entry("/1")), "", json.dumps(entry("/2\u2028", example="e", states=["s"]), ensure_ascii=False)]
    file = write(tmp_path, "2.0.0.jsonl", "\n".join(lines) + "\n")
    captures = load_captures(file)
    assert [(capture.request.path, capture.index, capture.line) for capture in captures] == [
        ("/1", 0, 1),
        ("/2\u2028", 1, 3),
    ]
    assert captures[1].example == "e"
    assert captures[1].states == (("s", {}),)
    assert captures.provider_versions == ["2.0.0"]


def test_a_cut_last_line_is_a_problem_not_an_error(tmp_path):
    whole = json.dumps(entry())
    file = write(tmp_path, "a.jsonl", whole + "\n" + whole[:40])
    captures = load_captures(file)
    assert len(captures) == 1
    (problem,) = captures.problems
    assert (problem.line, problem.severity) == (2, "warning")
    assert "cut off" in problem.message
    only = write(tmp_path, "b.jsonl", whole[:40])
    assert len(load_captures(only)) == 0


def test_a_bad_line_in_the_middle_is_an_error_of_that_line(tmp_path):
    whole = json.dumps(entry())
    file = write(tmp_path, "a.jsonl", f"{whole}\n{whole[:40]}\n{whole}\n7\n")
    captures = load_captures(file)
    assert [capture.line for capture in captures] == [1, 3]
    assert [(problem.line, problem.severity) for problem in captures.problems] == [(2, "error"), (4, "error")]


def test_lines_of_which_none_is_good(tmp_path):
    with pytest.raises(InvalidCapture) as caught:
        load_captures(write(tmp_path, "a.jsonl", "7\n{}\n"))
    assert [fault.line for fault in caught.value.faults] == [1, 2]


@pytest.mark.parametrize("name", ["a.har", "a.jsonl"])
def test_an_empty_recording_is_a_warning(tmp_path, name):
    captures = load_captures(write(tmp_path, name, har() if name == "a.har" else "\n"))
    assert len(captures) == 0
    assert [problem.severity for problem in captures.problems] == ["warning"]


def test_bytes_and_open_files_tell_by_their_content(tmp_path):
    line = json.dumps(entry())
    assert len(load_captures(f"{line}\n{line}\n".encode())) == 2
    assert len(load_captures(line.encode())) == 1
    assert len(load_captures(har(entry()).encode())) == 1
    assert len(load_captures(bytearray(har(entry()), "utf-8"))) == 1
    assert len(load_captures(io.BytesIO(har(entry()).encode()))) == 1
    assert len(load_captures(io.StringIO(har(entry())))) == 1
    file = write(tmp_path, "2.1.0.jsonl", line + "\n")
    with open(file, encoding="utf-8") as opened:
        assert load_captures(opened).provider_versions == ["2.1.0"]


def test_a_parsed_document_is_not_held_on_to():
    document = json.loads(har(entry()))
    captures = load_captures(document)
    document["log"]["entries"][0]["request"]["url"] = "http://changed.test/"
    assert captures[0].raw["request"]["url"] == "http://h.test/a"
    document["log"]["self"] = document
    with pytest.raises(InvalidCapture):
        load_captures(document)
    with pytest.raises(InvalidCapture):
        load_captures({"log": {"entries": [{1, 2}]}})


def test_base_path():
    document = json.loads(har(entry("/api/v2/customers"), entry("/api/v2"), entry("/api/v22")))
    captures = load_captures(document, base_path="api/v2/")
    assert captures.base_path == "/api/v2"
    assert [capture.request.path for capture in captures] == ["/api/v2/customers", "/api/v2", "/api/v22"]
    assert [capture.relative_request.path for capture in captures] == ["/customers", "/", "/api/v22"]


def test_a_base_path_is_found_however_it_is_encoded():
    document = json.loads(har(entry("/a%20b/%C3%A9/x%2Fy"), entry("/a%20bc/x")))
    captures = load_captures(document, base_path="/a b/é")
    assert [capture.relative_request.path for capture in captures] == ["/x%2Fy", "/a%20bc/x"]


def test_a_base_path_may_be_left_to_be_found():
    (capture,) = captures = load_captures(json.loads(har(entry("/auto/x"))), base_path="auto")
    assert (captures.base_path, capture.relative_request.path) == ("auto", "/auto/x")
    below = captures.below("/auto/", [capture])
    assert (below.base_path, below[0].relative_request.path) == ("/auto", "/x")
    assert captures[0] is capture


def test_loading_is_linear():
    few, many = (har(*[entry(f"/{number}") for number in range(count)]).encode() for count in (1000, 4000))
    small, large = in_turns(lambda: load_captures(few), lambda: load_captures(many))
    assert large < 12 * small, "four times the entries, with room for a busy machine"
