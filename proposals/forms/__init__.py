"""What a browser sends of a section, read part by part: a fault in one field never holds up another."""
