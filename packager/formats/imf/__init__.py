"""IMF packages: verified, and their virtual tracks of sound measured and judged."""
