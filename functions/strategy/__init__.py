"""Strategy over HTTP: simulate, optimal, compare, recommend, tree, undercut."""
