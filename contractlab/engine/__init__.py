"""What every format builds on: nodes, rule lists, walking, limits. Knows no format."""
