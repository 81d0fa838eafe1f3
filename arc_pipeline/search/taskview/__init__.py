"""One task of a frontier as expansions and strategies see it: its nodes, their values, what follows from them."""
