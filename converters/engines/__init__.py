"""What carries plans out: detailed hooks, generated ones, and the hooks of containers."""
