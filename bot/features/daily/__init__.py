"""A question a day in a channel."""
