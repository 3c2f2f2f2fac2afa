"""Runs Workers on CPython. Its rooms import downwards only: `dev` over `serve` over `workers` over `load` and
`outbound`, which do not know each other."""
