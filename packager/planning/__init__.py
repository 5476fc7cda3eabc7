"""How a plan is found: form first, then time, then level; each from measurements alone."""
