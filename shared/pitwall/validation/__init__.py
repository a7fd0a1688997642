"""Validation: replays real races with the simulator and the strategy engine and says how true they are."""
