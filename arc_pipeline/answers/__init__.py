"""Choose two attempts for every test input, and keep a complete, valid submission.json on disk."""
