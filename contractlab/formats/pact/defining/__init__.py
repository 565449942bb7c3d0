"""How a Pact file is written from what people define: values, bodies, examples, the document, and merging."""
