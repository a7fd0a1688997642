"""The laptop in place of the cloud: embedded PostgreSQL, gateways, scheduler."""
