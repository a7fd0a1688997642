"""What was known about every driver before every race: history, features at a stated horizon, and their store.

Nothing here may look past a cut-off: folds see a weekend as known, and learn from its outcome only afterwards.
"""
