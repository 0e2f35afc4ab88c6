"""The main job: a form is answered, the owner is told, the owner replies."""

from leads.enums import Communication
from leads.models import Lead
from leads.tests import scenes
from messaging.enums import DispatchState, MessageKind
from messaging.models import Message, TimelineEntry
from tenants.scoping import scope


def _send(client, form, **values):
    page = client.get(f"/f/{form.slug}/")
    token = page.context["enquiry"]["token"].value()
    typed = {
        "name": "Rosa Delgado",
        "email": "Rosa@Example.com",
        "phone": "(937) 555-0142",
        "message": "Water is coming through the ceiling.",
        "token": token,
        **values,
    }
    return client.post(f"/f/{form.slug}/", typed)


def test_a_stranger_is_acknowledged_and_the_owner_is_told(client, world, mailbox, drain):
    form = scenes.form(world.organization, success_text="Dana calls you if it is urgent.")

    answer = _send(client, form)

    assert answer.status_code == 303
    success = client.get(answer["Location"])
    assert "Thank you, Rosa." in success.content.decode()
    drain()
    [receipt] = mailbox.to("rosa@example.com")
    assert receipt["from"] == "Acme Plumbing <hello@leadwizard.example>"
    assert receipt["reply_to"] == ["office@acme.example"]
    assert receipt["subject"].startswith("We received your request")
    assert "Water is coming" not in receipt["body"]
    [alert] = mailbox.to("office@acme.example")
    assert "Water is coming through the ceiling." in alert["body"]
    assert f"/o/{world.organization.slug}/leads/" in alert["body"]
    with scope(world.organization.pk):
        lead = Lead.objects.get()
        assert lead.phone == "+19375550142"
        assert lead.communication == Communication.ACKNOWLEDGED
        message = Message.objects.get(kind=MessageKind.ACKNOWLEDGEMENT)
        assert message.state == DispatchState.SENT
        assert (message.verdict or {})["allowed"] is True
        assert list(TimelineEntry.objects.order_by("at").values_list("kind", flat=True)) == [
            "enquiry",
            "run_started",
            "message_sent",
        ]


def test_the_owner_answers_from_the_lead_and_the_mailbox_has_it(client, world, mailbox, drain):
    form = scenes.form(world.organization)
    _send(client, form)
    drain()
    with scope(world.organization.pk):
        lead = Lead.objects.get()
    client.force_login(world.alice.user)
    address = f"/o/{world.organization.slug}/leads/{lead.pk}/"
    page = client.get(address + "?tab=messages")
    token = page.context["reply_form"]["token"].value()

    for _press in range(2):
        sent = client.post(address + "reply/", {"body": "On my way, there by 6:30.", "token": token})
        assert sent.status_code == 303
    drain()

    mails = mailbox.to("rosa@example.com")
    assert [mail["subject"] for mail in mails] == [
        "We received your request",
        f"Re: your request ({lead.reference})",
    ]
    assert "On my way, there by 6:30." in mails[1]["body"]
    timeline = client.get(address + "?tab=timeline").content.decode()
    assert "Reply: sent" in timeline
    assert "Acknowledgement: sent" in timeline
    with scope(world.organization.pk):
        assert Lead.objects.get().communication == Communication.OWNER_REPLIED


def test_the_providers_reports_move_the_message_forward_only(client, world, simulator, mailbox, drain):
    form = scenes.form(world.organization)
    _send(client, form)
    drain()
    webhooks = simulator.webhooks(count=4)

    for webhook in [*webhooks, *reversed(webhooks)]:
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in webhook["headers"].items()}
        answer = client.post("/webhooks/resend/", webhook["body"].encode(), content_type="application/json", **headers)
        assert answer.status_code == 204
    drain()

    with scope(world.organization.pk):
        message = Message.objects.get(kind=MessageKind.ACKNOWLEDGEMENT)
        assert message.state == DispatchState.DELIVERED
        assert TimelineEntry.objects.filter(kind="message_delivered").count() == 1


def test_a_forged_report_is_refused(client, world, simulator):
    answer = client.post(
        "/webhooks/resend/",
        b'{"type": "email.delivered"}',
        content_type="application/json",
        HTTP_SVIX_ID="msg_1",
        HTTP_SVIX_TIMESTAMP="1700000000",
        HTTP_SVIX_SIGNATURE="v1,AAAA",
    )
    assert answer.status_code == 400
