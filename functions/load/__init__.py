"""The loader: lake objects -> store. It has the database and no internet."""
