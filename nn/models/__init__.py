"""Networks of other frameworks, as chains of layers that ours can compute."""
