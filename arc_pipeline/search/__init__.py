"""Program search: a frontier of short programs, rules over cell features, and strategies that propose candidates."""
