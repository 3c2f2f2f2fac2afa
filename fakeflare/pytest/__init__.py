"""The pytest plugin: `entry` is what pytest loads; nothing else is imported before a test asks for it."""
