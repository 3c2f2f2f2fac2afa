import worker
from worker import NAME, Default


def describe(kind):
    """What this module sees of the main one."""
    return {"imported": NAME, "same_class": Default is kind, "module": worker.__name__}
