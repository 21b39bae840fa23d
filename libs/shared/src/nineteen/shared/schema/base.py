"""Events: one base, marks for personal data, strict writers, tolerant readers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

ERASED = "[erased]"
"""What a reader finds in a personal field whose key was destroyed; nothing may branch on it."""

KeyClass = Literal["record", "narrative"]


@dataclass(frozen=True, slots=True)
class PII:
    """Marks a field about a person; `subject` is the (dotted) field with that person's id."""

    subject: str
    key: KeyClass = "record"

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(core) | {"x-pii": {"subject": self.subject, "key": self.key}}


class Value(BaseModel):
    """A part of an event or a command: frozen, and closed for writers."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_timedelta="iso8601")
    personal: ClassVar[Mapping[str, PII]] = {}
    people: ClassVar[Mapping[str, type["Value"]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.personal = {
            name: mark
            for name, field in cls.model_fields.items()
            for mark in field.metadata
            if isinstance(mark, PII)
        }
        cls.people = dict(nested_people(cls))
        refuse_lost_marks(cls)


def nested_people(model: type[Value]) -> Iterator[tuple[str, type[Value]]]:
    """The fields of `model` that hold values with personal fields, one level deep."""
    for name, field in model.model_fields.items():
        origin = get_origin(field.annotation)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            continue  # encryption looks into sequences only; `refuse_lost_marks` will object
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, Value) and inner.personal:
                yield name, inner


def refuse_lost_marks(model: type[Value]) -> None:
    """Fail at import when a PII mark stands where encryption would not find it."""
    roots = {mark.subject.partition(".")[0] for mark in model.personal.values()}
    if missing := roots - model.model_fields.keys():
        raise TypeError(f"{model.__name__}: PII subject {missing} is not a field")
    for name, field in model.model_fields.items():
        reached = set(parts_of(field.annotation)) - {model.people.get(name)}
        if any(isinstance(each, PII) or holds_personal_data(each) for each in reached):
            raise TypeError(f"{model.__name__}.{name}: a PII mark must be outermost")


def parts_of(annotation: object) -> Iterator[Any]:
    """Every type and every metadata inside an annotation, its own outermost metadata aside."""
    yield annotation
    for inner in get_args(annotation):
        if get_origin(inner) is Annotated:
            yield from inner.__metadata__
        yield from parts_of(inner)


def holds_personal_data(part: object) -> bool:
    """Whether a type is a value with personal fields, or reaches one."""
    return isinstance(part, type) and issubclass(part, Value) and bool(part.personal or part.people)


class Event(Value):
    """A fact. Its docstring is the sentence that the catalogue shows."""

    types: ClassVar[dict[str, type["Event"]]] = {}
    schema_version: ClassVar[int] = 1
    type_name: ClassVar[str] = ""

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if abstract:
            return
        if not cls.__doc__:
            raise TypeError(f"{cls.__name__} needs a sentence")
        service = cls.__module__.partition(".schema.")[2].partition(".")[0]
        cls.type_name = f"nineteen.{service or cls.__module__}.{cls.__name__}"
        if cls.type_name in Event.types:
            raise TypeError(f"{cls.type_name} is defined twice")
        Event.types[cls.type_name] = cls
