"""Northlight Growth: an agency in Minneapolis that does marketing for dentists and landscapers."""

from typing import Final

from leads.demo.northlight_stories import STORIES
from leads.demo.people import IMANI
from leads.demo.stories import Place
from tenants.enums import OrganizationKind

NORTHLIGHT: Final = Place(
    name="Northlight Growth",
    slug="northlight",
    kind=OrganizationKind.AGENCY,
    people=(IMANI,),
    stories=STORIES,
    values={
        "tagline": "Marketing for dental practices and landscapers",
        "industry": "Marketing",
        "contact_email": IMANI.email,
        "phone": "+16125550170",
        "address": "2200 Kennedy Street NE, Minneapolis, MN 55413",
        "hours": [["Mon to Thu", "8 AM to 5 PM"], ["Friday", "8 AM to noon"]],
        "time_zone": "America/Chicago",
        "brand_color": "#2b4c8c",
    },
    form={
        "title": "Tell us where you want to grow",
        "description": "A few lines are enough. You hear from a person, not from a funnel.",
        "success_text": "Imani reads your request and writes back within one working day.",
        "services": [
            "Dental: more new patients",
            "Dental: new website",
            "Landscaping: more estimates",
            "Landscaping: new website",
        ],
        "allowed_origins": ["https://northlight.example"],
    },
)
