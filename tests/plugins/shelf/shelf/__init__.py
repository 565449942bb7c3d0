"""One plugin of each kind; each module is imported when contractlab needs it."""
