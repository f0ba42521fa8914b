"""Exchange with other systems: what they bring and ask, what they are told, who keeps which reference book."""
