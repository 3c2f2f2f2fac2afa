"""What the pytest plugin gives to tests: a started emulator, and the network of this process led to it.

Nothing of it is imported before a test asks for it; see `worker/pytest_entry.py`.
"""
