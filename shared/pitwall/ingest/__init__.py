"""Sources -> lake: validate, reject with a reason, write only what is new."""
