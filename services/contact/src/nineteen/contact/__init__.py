"""Who to ask, and how: employers, contacts, requests and the campaign."""
