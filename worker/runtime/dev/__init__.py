"""A run of `dev`: an emulator and the Workers in one process, what is printed, and what a change brings.
Nothing below knows that a run is one of `dev`."""
