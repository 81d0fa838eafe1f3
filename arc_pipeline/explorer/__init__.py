"""What the explorer notebook shows of one task: its candidates, their steps and misses, programs of one's own.

Each section is a function that makes a `Page` of what is known of the task; `widgets` lets a person choose what it is
of. Answers, where the tasks' file has them, are shown under that name, and nothing that searches sees them.
"""
