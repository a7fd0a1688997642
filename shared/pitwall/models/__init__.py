"""Models: one module each, with their registry and back-test. Empty, so that serving imports no training library."""
