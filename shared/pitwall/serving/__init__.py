"""What the HTTP functions share: errors, caching, pages, formats and who is calling. Subjects live in functions/*."""
