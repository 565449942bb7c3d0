"""How a ContractCase file is written from what people define: values, parts, names, the document, and merging."""
