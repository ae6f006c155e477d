"""Pictures of every card, to be looked at: `python -m tests.looks FOLDER`."""
