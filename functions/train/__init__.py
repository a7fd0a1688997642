"""Retrains after a race: one handler, a step per task of the state machine."""
