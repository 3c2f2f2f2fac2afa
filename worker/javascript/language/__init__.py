"""The language itself (ECMA-262): values, objects, collections, promises.

Knows nothing of the web's interfaces; which Worker runs is known here, what a Worker is, is not. Within,
`kernel` is below `collections`, and those are below `objects` and all the rest.
"""

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.functions import Function
from fakeflare.worker.javascript.language.kernel.intrinsics import intrinsics
from fakeflare.worker.javascript.language.kernel.members import has_member
from fakeflare.worker.javascript.language.objects import JsObject, make_entries, make_keys, make_values
from fakeflare.worker.javascript.language.properties import ObjectMap, wrap_json

intrinsics.make_array = JsArray
intrinsics.make_object = JsObject
intrinsics.make_keys = make_keys
intrinsics.make_values = make_values
intrinsics.make_entries = make_entries
intrinsics.make_object_map = ObjectMap
intrinsics.wrap_json = wrap_json
intrinsics.has_member = has_member
intrinsics.function = Function
