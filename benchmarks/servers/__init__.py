"""Real servers on loopback, for suites, drills and developers; the product never starts them."""
