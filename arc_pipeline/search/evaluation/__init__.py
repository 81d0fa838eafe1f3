"""Runs programs that are not nodes of a frontier: what strategies propose, and operations with tables to be learned."""
