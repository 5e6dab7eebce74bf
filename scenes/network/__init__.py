"""Chapter one: what the network is."""
