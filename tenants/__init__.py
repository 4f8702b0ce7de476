"""What the product is about: tenants and their work. Knows no HTTP, no GraphQL, no hvac."""
