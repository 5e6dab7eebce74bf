"""Chapter five: what it learned."""
