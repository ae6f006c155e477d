"""Small trainings that people watch: a minute at most, from a clean clone."""
