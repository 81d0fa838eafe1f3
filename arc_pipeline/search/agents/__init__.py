"""Learning of agents' walks: from which marked cells walkers set out, and what they do at each colour that lies
ahead."""
