"""Pages of those who run the house and of those who look over its shoulder: accounts, systems, units, health, audit."""
