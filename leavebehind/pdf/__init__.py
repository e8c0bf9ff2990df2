"""Word documents to PDF: one module an engine, and the choice between them."""
