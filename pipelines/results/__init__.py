"""What becomes of a filed paper: reviewed, corrected, re-read, joined, ended, erased."""
