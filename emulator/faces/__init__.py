"""The doors: each translates its protocol to the service and back. None decides, none knows another."""
