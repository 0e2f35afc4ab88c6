"""Hollis & Daughters Plumbing: a family business in Dayton, its people and its form."""

from typing import Final

from leads.demo.hollis_earlier import EARLIER
from leads.demo.hollis_latest import LATEST
from leads.demo.people import DANA, IMANI_AT_HOLLIS, RUTH
from leads.demo.stories import Place
from tenants.enums import OrganizationKind

HOLLIS: Final = Place(
    name="Hollis & Daughters Plumbing",
    slug="hollis",
    kind=OrganizationKind.BUSINESS,
    people=(DANA, RUTH, IMANI_AT_HOLLIS),
    stories=LATEST + EARLIER,
    values={
        "tagline": "Dayton and the Miami Valley since 1987",
        "industry": "Plumbing",
        "contact_email": DANA.email,
        "phone": "+19375550100",
        "address": "418 Wyandot Street, Dayton, OH 45402",
        "hours": [
            ["Mon to Fri", "7 AM to 6 PM"],
            ["Saturday", "8 AM to 2 PM"],
            ["Emergencies", "always"],
        ],
        "time_zone": "America/New_York",
        "brand_color": "#b4341c",
    },
    form={
        "title": "Tell us what is wrong",
        "description": "Two minutes here save you the phone queue.",
        "success_text": "Dana or Ruth reads your request and gets back to you. If water is running right now, close"
        " the main valve and call us: somebody picks up day and night.",
        "services": ["Emergency repair", "Water heater", "Drains and sewers", "Bathroom or kitchen"],
        "allowed_origins": ["https://hollis.example"],
    },
    reply={
        "smart_auto_reply": True,
        "owner_approval_required": False,
        "services": ["Emergency repair", "Water heater", "Drains and sewers", "Bathroom or kitchen"],
        "prices": [{"service": "Diagnostic visit", "price": "$89"}],
        "urls": ["https://hollis.example"],
        "languages": ["en", "es"],
        "blocked_topics": ["asbestos", "lead pipes"],
        "weekly_hours": {
            **{str(day): ["07:00", "18:00"] for day in range(5)},
            "5": ["08:00", "14:00"],
        },
    },
)
