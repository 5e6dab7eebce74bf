"""Chapter three: downhill."""
