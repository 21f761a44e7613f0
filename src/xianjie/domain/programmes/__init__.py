"""Those in training: dual-certificate cohorts and apprentices, each carried to a certificate."""
