"""How ContractCase contracts are edited: values inside matchers, wherever their names lead."""
