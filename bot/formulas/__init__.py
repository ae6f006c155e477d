"""Pictures of the formulas that do not read well in one line: drawn once, outside the chat process, and kept.

Those of the shipped bank lie in `png`; `python -m bot.formulas.draw` redraws them. matplotlib is needed for drawing
only, and the program that imports it is the one thing here that the bot never imports.
"""
