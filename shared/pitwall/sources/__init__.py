"""One module per data provider; each yields `Batch`es of domain records, and nothing else knows its format."""
