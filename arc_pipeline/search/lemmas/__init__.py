"""Lemmas: values that promise much, from which programs are grown further as if they cost nothing."""
