"""The register of certificates: issued by number and signature, looked up, changed by record."""
