"""One task of a frontier as expansions and strategies see it: its nodes, their values, and what is derived from
them."""
