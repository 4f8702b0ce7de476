"""What may be told of it all: registrations, annual reports, benchmarks, disclosure control."""
