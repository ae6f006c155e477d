"""Small models trained while one watches, with a prediction first."""
