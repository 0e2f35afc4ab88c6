"""Work that is never lost: durable jobs, dead letters, escalations and the webhook inbox."""
