"""Chapter six: learned by heart."""
