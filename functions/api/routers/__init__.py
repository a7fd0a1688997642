"""One router per subject; each endpoint names its query and leaves the rest to `pitwall.serving`."""
