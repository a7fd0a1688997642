"""Contracts with providers: real HTTP against a local server that speaks their formats and their failures."""
