"""Ways to see a task: views are chains of steps, each of which shows another task and puts programs back."""
