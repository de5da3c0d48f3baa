"""Signalling: takes in worries, puts those on one household together, and says when somebody must act."""
