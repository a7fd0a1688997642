"""PostgreSQL: what a request must answer quickly. Everything here can be rebuilt from the lake."""
