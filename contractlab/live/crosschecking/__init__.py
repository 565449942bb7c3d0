"""The Rust core as a second judge: the same captures over loopback, and why its verdict is another where it is."""
