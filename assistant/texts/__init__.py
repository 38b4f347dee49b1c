"""What the assistant says itself, in each language: one TOML file a language, the same keys in each (tested)."""
