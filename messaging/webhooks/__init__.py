"""What providers tell us: verified on what they sent, kept, answered; the work itself is a job."""
