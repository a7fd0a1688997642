"""Lake -> store: idempotent, in one transaction per delivery, and the numbers derived on the way."""
