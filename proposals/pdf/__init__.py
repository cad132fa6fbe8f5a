"""The application as one PDF: made from the document and the papers alone, never from a page of our own server."""
