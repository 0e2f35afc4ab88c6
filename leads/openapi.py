"""The JSON API as an OpenAPI document: what may be sent and what is answered, from the same limits as the code."""

from typing import Any, Final

from leads.forms import MESSAGE_MAX, NAME_MAX, PHONE_MAX, SHORT_MAX

EMAIL_MAX: Final = 254
KEY_MAX: Final = 255
_TEXT: Final = {"type": "string"}
_ERRORS: Final = {
    400: "The body is not JSON that can be read",
    404: "There is no such form",
    406: "Only JSON is answered",
    410: "The form takes no requests now",
    411: "The length of the body is missing",
    413: "The body is too large",
    415: "Only JSON is taken",
    429: "Too many at once; Retry-After says for how long",
}
_SLUG: Final = {
    "name": "slug",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 50},
}
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and words give the same answer, and keep nothing twice; other words are refused.",
    "schema": {"type": "string", "maxLength": KEY_MAX},
}


def document() -> dict[str, Any]:
    """Return the document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "LeadWizard", "version": "1", "description": "What a public form asks, and enquiries to it."},
        "paths": {
            "/api/v1/forms/{slug}": {"get": _form()},
            "/api/v1/forms/{slug}/submissions": {"post": _submission()},
        },
        "components": {"schemas": {"Form": _form_schema(), "Enquiry": _enquiry(), "Kept": _kept(), "Error": _error()}},
    }


def _form() -> dict[str, Any]:
    return {
        "operationId": "readForm",
        "summary": "What the form asks",
        "parameters": [_SLUG],
        "responses": {"200": _answer("The form", "Form"), **_refusals(404, 406, 410)},
    }


def _submission() -> dict[str, Any]:
    return {
        "operationId": "submitEnquiry",
        "summary": "Keep an enquiry",
        "parameters": [_SLUG, _KEY],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _reference("Enquiry")}}},
        "responses": {
            "201": _answer("It was kept", "Kept"),
            "422": _answer("Some of it needs a second look: every field that is wrong is named", "Error"),
            **_refusals(*_ERRORS),
        },
    }


def _enquiry() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["name", "email", "message"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": NAME_MAX},
            "email": {"type": "string", "format": "email", "maxLength": EMAIL_MAX},
            "message": {"type": "string", "minLength": 1, "maxLength": MESSAGE_MAX},
            "phone": {"type": ["string", "null"], "maxLength": PHONE_MAX, "examples": ["(937) 555-0142"]},
            "service": {"type": ["string", "null"], "maxLength": SHORT_MAX},
            "preferred_time": {"type": ["string", "null"], "maxLength": SHORT_MAX},
            "consent": {"type": "boolean", "description": "Texts about the enquiry were agreed to."},
            "fields": {"type": "object", "additionalProperties": _TEXT, "description": "Where the enquiry came from."},
        },
    }


def _kept() -> dict[str, Any]:
    return _object(
        id={"type": "string", "format": "uuid"}, status={"type": "string", "enum": ["accepted", "quarantined"]}
    )


def _error() -> dict[str, Any]:
    found = _object(code=_TEXT, detail={"type": "string", "minLength": 1})
    texts = {"type": "array", "minItems": 1, "items": _TEXT}
    found["properties"]["errors"] = {"type": "object", "additionalProperties": texts}
    return found


def _form_schema() -> dict[str, Any]:
    field = _object(name=_TEXT, required={"type": "boolean"}, max_length={"type": "integer"})
    field["properties"]["options"] = {"type": "array", "items": _TEXT}
    return _object(
        slug=_TEXT,
        title=_TEXT,
        description=_TEXT,
        organization=_object(name=_TEXT, brand_color=_TEXT),
        fields={"type": "array", "items": field},
    )


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": dict(properties),
    }


def _refusals(*statuses: int) -> dict[str, Any]:
    return {str(status): _answer(_ERRORS[status], "Error") for status in statuses}


def _answer(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _reference(schema)}}}


def _reference(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}
