"""Learning of walks: from which marked cells agents set out, and what they do at each colour that lies ahead."""
