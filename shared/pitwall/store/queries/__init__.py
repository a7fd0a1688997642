"""What a request asks of the store: one module per subject, each function giving a `Statement` or a small fact."""
