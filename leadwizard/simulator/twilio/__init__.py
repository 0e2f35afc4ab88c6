"""Text messages as Twilio's Programmable Messaging takes, keeps and reports them."""
