"""Chapter four: downhill in every dimension."""
