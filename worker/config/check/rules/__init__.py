"""What can be wrong with a configuration: one module for each family of rules, in folders by the codes.

Rules have no other home, except for those about one kind of binding, which stand in `config/kinds/`, and the
few that all families share, in `config/findings/types.py`.
"""
