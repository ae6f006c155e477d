"""Demonstrations around the models: how a character is chosen, neighbours of an image, maps, real or fake."""
