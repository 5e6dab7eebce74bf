"""What is said in a film, and how it is said: as spoken words, by a voice, and in time."""
