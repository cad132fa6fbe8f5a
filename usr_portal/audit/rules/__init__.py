"""The chain of the log as pure functions."""
