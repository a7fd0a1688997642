"""Strategy: what a car should do. Legal plans, search against the simulated field, decisions with reasons."""
