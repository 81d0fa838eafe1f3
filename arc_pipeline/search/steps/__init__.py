"""What is made beside the frontier's growth, where outputs ask for it: it would cost more than growth goes."""
