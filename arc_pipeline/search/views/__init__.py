"""Other ways to see a task: colours exchanged, turned, a step already made, or each piece as a task of its own."""
