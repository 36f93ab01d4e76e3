"""OPC UA: the connector for PLCs, gateways and machines that speak it."""
