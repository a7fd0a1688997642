"""The routes of the strategy function, one module per subject."""
