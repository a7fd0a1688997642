"""The race simulator: plays the rest of a race many times, seeded by meaning, in Numba.

`simulate` is the door for code; `lambda_handler` and `batch_worker` are the container's.
"""
