"""Recordings of lines: ``tape`` first, then ``GET /path 200 body``."""

import contractlab as cl
from contractlab.captures.readers import ReadCaptures


class TapeReader:
    """Reads ``.tape`` files."""

    name, suffixes = "tape", (".tape",)

    def sniff(self, data, name):
        return data.startswith(b"tape\n")

    def read(self, file):
        captures = ReadCaptures()
        for index, row in enumerate(file.text.splitlines()[1:]):
            place = file.place(index, line=index + 2)
            try:
                method, path, status, *body = row.split(" ", 3)
                exchange = (cl.HttpRequest(method, path), cl.HttpResponse(int(status), body=" ".join(body).encode()))
            except ValueError:
                captures.problems.append(place.problem("", "is no exchange."))
                continue
            captures.add(
                cl.Capture(
                    *exchange, source=place.source, index=index, line=place.line,
                    provider_version=place.provider_version, base_path=place.base_path,
                )
            )  # fmt: skip
        return captures
