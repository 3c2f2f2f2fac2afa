"""`HTMLRewriter`: tokens of HTML, the selectors that find them and the handlers that change them."""
