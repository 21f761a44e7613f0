"""A candidate's own pages: registrations, the choice, the refund followed to payout."""
