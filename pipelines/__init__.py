"""Who calls whom, in what order: settings, resources, steps, flows and the `sohoa` command."""
