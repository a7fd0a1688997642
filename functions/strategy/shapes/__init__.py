"""The shapes of what the strategy function is asked and answers."""
