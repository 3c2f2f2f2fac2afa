"""One class per way to be wrong, carrying its numbers; status, code and sentence are the faces'."""


class KVError(Exception):
    """Something that KV refuses. `cause` is set by errors that only say where another one happened."""


class Faulted(KVError):
    """A fault that somebody asked for, with the answer that they want; None is left to the face."""

    def __init__(
        self,
        status: int,
        code: int | None = None,
        message: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(status, code, message, retry_after)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


class WriteRateExceeded(KVError):
    """The same key was written less than a second ago."""

    retry_after = 1
    """Seconds."""


class RequestRateExceeded(KVError):
    """Too many requests over REST; all are blocked for `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class DailyQuotaExceeded(KVError):
    """The account has used up what the free plan grants; `method` is what a binding calls the operation."""

    def __init__(self, method: str) -> None:
        super().__init__(method)
        self.method = method


class InvocationExceeded(KVError):
    """One event of a Worker has asked for too many operations."""


class NamespaceNotFound(KVError):
    """No namespace has this id in this account."""


class NamespaceIdInvalid(KVError):
    """The id is neither registered nor 32 lower-case hex digits."""

    def __init__(self, namespace_id: str) -> None:
        super().__init__(namespace_id)
        self.namespace_id = namespace_id


class TitleMissing(KVError):
    """A namespace needs a title that is not empty."""


class TitleTaken(KVError):
    """Another namespace of the account has exactly this title."""


class TitleTooLong(KVError):
    """The title has more characters than KV allows."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class JurisdictionInvalid(KVError):
    """A jurisdiction is `eu`, `fedramp` or `us`."""

    def __init__(self, jurisdiction: str) -> None:
        super().__init__(jurisdiction)
        self.jurisdiction = jurisdiction


class TooManyNamespaces(KVError):
    """The account holds as many namespaces as KV allows."""


class PageInvalid(KVError):
    """`page`, `per_page`, `order` or `direction` of the namespace list is out of range."""

    def __init__(self, parameter: str, raw: str) -> None:
        super().__init__(parameter, raw)
        self.parameter = parameter
        self.raw = raw


class RequestBodyInvalid(KVError):
    """A body that must be a JSON object is not one."""


class KeyNotFound(KVError):
    """The key has no value, or one that has expired."""


class KeyEmpty(KVError):
    """The name has no bytes."""


class KeyIllegal(KVError):
    """The name is `.` or `..`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class KeyTooLong(KVError):
    """The name needs more bytes than KV allows."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class KeyNotDecodable(KVError):
    """The percent-encoded name is malformed or is not UTF-8."""


class ValueTooLarge(KVError):
    """The value has more bytes than KV allows; `length` is what was announced, or what had arrived."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class ValueMissing(KVError):
    """A multipart write has no part called `value`, or is no multipart at all."""


class MetadataTooLarge(KVError):
    """The metadata's JSON text has more bytes than KV allows."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class MetadataInvalid(KVError):
    """The metadata is not JSON."""


class ExpirationInvalid(KVError):
    """`expiration` is no integer or is not in the future."""

    def __init__(self, raw: str) -> None:
        super().__init__(raw)
        self.raw = raw


class ExpirationTooSoon(ExpirationInvalid):
    """`expiration` is in the future, but by less than the minimum."""


class ExpirationTtlInvalid(KVError):
    """`expiration_ttl` is no integer or is not positive."""

    def __init__(self, raw: str) -> None:
        super().__init__(raw)
        self.raw = raw


class ExpirationTtlTooShort(ExpirationTtlInvalid):
    """`expiration_ttl` is positive, but less than the minimum."""


class CacheTtlTooShort(KVError):
    """`cacheTtl` is less than the minimum, or no integer."""

    def __init__(self, raw: str) -> None:
        super().__init__(raw)
        self.raw = raw


class ListLimitTooSmall(KVError):
    """The page size is below what this face allows, or no integer."""

    def __init__(self, raw: str) -> None:
        super().__init__(raw)
        self.raw = raw


class ListLimitTooLarge(KVError):
    """The page size is above 1,000."""

    def __init__(self, raw: str) -> None:
        super().__init__(raw)
        self.raw = raw


class CursorInvalid(KVError):
    """The cursor was not made by a list."""


class BulkBodyInvalid(KVError):
    """A bulk body has the wrong shape; `problem` says which, in words of our own."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class TooManyBulkPairs(KVError):
    """A bulk write or delete names too many keys."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class BulkItemRefused(KVError):
    """One item of a bulk request breaks a rule of single writes; nothing of the request was done."""

    def __init__(self, cause: KVError) -> None:
        super().__init__(cause)
        self.cause = cause


class Base64Invalid(KVError):
    """A value announced as base64 does not decode; `offset` is the byte where Go's decoder gives up."""

    def __init__(self, key: str, offset: int) -> None:
        super().__init__(key, offset)
        self.key = key
        self.offset = offset


class TooManyBulkGetKeys(KVError):
    """A bulk get asks for more than 100 keys."""


class NoBulkGetKeys(KVError):
    """A bulk get asks for no key."""


class BulkGetTypeInvalid(KVError):
    """A bulk get converts to text or JSON only."""

    def __init__(self, value_type: str) -> None:
        super().__init__(value_type)
        self.value_type = value_type


class BulkValueNotText(KVError):
    """A value asked for as text is not UTF-8."""


class BulkValueNotJson(KVError):
    """A value asked for as JSON is not JSON."""


class BulkGetTooLarge(KVError):
    """The values of a bulk get together pass the limit."""
