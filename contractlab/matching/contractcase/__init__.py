"""Floor 2: what "matches" means to ContractCase. Pure functions, no input, no output."""
