"""What a matcher of Pact accepts of one value: functions without state that the rows of `matchers` name."""
