"""One folder per Lambda; a handler is thin: event -> pitwall -> response."""
