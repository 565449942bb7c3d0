"""How Pact contracts are edited: values with the rules and generators that belong to them."""
