"""Documents as PDF, their seals and codes, beside a bare page of the same typesetter."""
