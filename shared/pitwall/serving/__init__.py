"""What the API functions share: errors, the caller, response caching, pagination."""
