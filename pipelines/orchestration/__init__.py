"""Here a batch or a duty is driven through Prefect: its server, the flows, workers and what is asked of them."""
