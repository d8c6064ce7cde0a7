"""Who has which seat of a showtime: claims, holds, seat maps."""
