"""What a task's outputs will be like before it is known what is in them: their shapes, and grounds to draw on."""
