"""Values and the arithmetic on them: here live the things every other room talks about."""
