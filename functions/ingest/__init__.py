"""The scheduled fetcher: providers -> lake. It has the internet and no database."""
