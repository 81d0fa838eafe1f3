"""Views of a task: chains of steps, each of which shows another task and maps programs for it back."""
