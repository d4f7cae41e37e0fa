"""The one-stop clerk's pages: papers found and used instead of paper, citizens' requests."""
