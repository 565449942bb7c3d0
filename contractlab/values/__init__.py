"""Floor 1: requests, responses, mismatches and results as plain, frozen values. No input, no output."""
