"""Chapter seven: many ways down."""
