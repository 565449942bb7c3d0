"""A format without matchers: ``{"shelf": ["a", "b"], "books": [{"name": "x", "path": "/x", "status": 200}]}``."""

from json import dumps

from contractlab.contracts.expected import ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.formats.exact import ExactContract, ExactExample, ExactFormat


class ShelfFormat(ExactFormat):
    """Contracts that ask for a status alone."""

    name, fields = "shelf", ("books",)

    def detect(self, document):
        return isinstance(document, dict) and "shelf" in document and "books" in document

    def read(self, source, document, path):
        return ExactContract(
            "shelf", source, document, path, tuple(document["shelf"]),
            lambda contract: [self.example(contract, place, book) for place, book in enumerate(document["books"])],
        )  # fmt: skip

    def example(self, contract, place, book):
        pointer, nothing = f"/books/{place}", ExpectedBody("missing")
        request = ExpectedRequest("GET", book["path"], {}, None, {}, nothing, pointer=pointer)
        response = ExpectedResponse(book["status"], {}, nothing, pointer=pointer)
        return ExactExample(contract, book, book["name"], place, book["name"], pointer, request, response)

    def write(self, document):
        return dumps(document, indent=2).encode()


SHELF = ShelfFormat()
