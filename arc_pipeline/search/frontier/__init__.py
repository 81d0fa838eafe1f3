"""All values that short programs make, as rows of arrays; candidates of growing cost, each value kept once."""
