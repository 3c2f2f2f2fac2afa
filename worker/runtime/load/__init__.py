"""From files to a program: a run's configurations, the modules below the SDK, a Worker's own modules, and
the entrypoints that a main module offers. Knows no requests that come from outside."""
