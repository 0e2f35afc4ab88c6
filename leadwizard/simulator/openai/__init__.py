"""A model behind OpenAI's chat completions, as the public documentation describes them; thinks by simple rules."""
