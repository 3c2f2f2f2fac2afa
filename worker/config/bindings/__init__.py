"""What a kind of binding is written with: its description, the checks of its entries, and of their ids.

Knows no kind by name: those stand in `config/kinds/`, each in a module of its own.
"""
