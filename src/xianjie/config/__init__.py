"""Settings, addresses, WSGI: the only place that knows everything."""
