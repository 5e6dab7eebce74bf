"""Networks in the files of other frameworks: read without running anything, checked, made a run.

A module a format returns what a file holds (`Held`, held.py); `files.read` chooses it. `series`
puts checkpoints in order, `told` adds what files do not hold, `doubts` compares with the data, and
`make` writes the run.
"""
