"""What survives which loss: scenarios followed from the plant through hosts and pools to services."""
