"""Letters of the review as PDF."""
