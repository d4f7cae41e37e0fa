"""The `sohoa` command: one module a topic, loaded only when its command is called."""
