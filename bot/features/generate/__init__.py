"""Texts and images made while one watches, and what made them."""
