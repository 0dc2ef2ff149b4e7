"""What an object was read with, besides its fields."""
