"""Intake: one case per household, from first contact to a confirmed clarification, with one case holder."""
