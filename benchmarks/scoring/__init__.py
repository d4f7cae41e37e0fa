"""Here lives the measuring of accuracy: what counts as right, how text is compared, and the runs over papers."""
