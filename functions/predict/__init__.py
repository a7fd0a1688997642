"""Foretells: the next race, the titles, ratings; publishes documents that the loader takes in."""
