"""The vocabulary: what a driver, a race, a lap and a stint are. No I/O, no clock."""
