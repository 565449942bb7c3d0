"""What brokers hold, carried over their API: read whole into a book, and sent to a broker that lacks it."""
