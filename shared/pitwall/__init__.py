"""Pitwall: what will happen in a Formula 1 race, what a team should do about it, and how sure we are."""
