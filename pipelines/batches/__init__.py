"""Here boxes of paper are taken in and handed on: sheets, halves, disks, reckoning, quarantine."""
