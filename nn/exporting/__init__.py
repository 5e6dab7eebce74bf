"""Runs in the formats of others: weights for other frameworks, pictures, tables.

One module a format; each has `write(path, …)`, which makes one whole file.
"""
