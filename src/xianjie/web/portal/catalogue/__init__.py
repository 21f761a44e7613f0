"""The catalogue: every occupation, each occupation's page, each qualification's."""
