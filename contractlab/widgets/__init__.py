"""Floor 10: the live views. Each is a thin view over the plain objects of lower floors."""
