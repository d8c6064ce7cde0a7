INSERT INTO studios VALUES (1, 'Aburaya', '{"screen": "bottom", "rows": [["A", "##"]]}', '06:00:00.000000', '07:00:00.000000', 240, 5);
INSERT INTO movies (id, title, director, country, release_date, description, studio_number)
VALUES (1, 'Spirited Away', 'Hayao Miyazaki', 'Japan', '2001-07-20', '{}', 1);
INSERT INTO genres (id, name)
VALUES (1, 'Fantasy');
INSERT INTO movie_genres (movie_id, genre_id, position)
VALUES (1, 1, 0);
INSERT INTO showtimes (id, movie_id, studio_number, starts_at, ends_at, is_archived)
VALUES (1, 1, 1, '2026-03-02 08:00:00.000000', '2026-03-02 10:00:00.000000', false);
INSERT INTO bookings (id, code, request_key, visitor, showtime_id, customer_name, contact, booked_at)
VALUES (1, 'ABCDE-FGHJK', 'once', 'ana', 1, 'Ana', '+62 812-3456', '2026-03-02 05:00:00.000000');
INSERT INTO seat_claims (id, showtime_id, seat, visitor, held_from, expires_at, booking_id)
VALUES (1, 1, 'A1', 'ana', '2026-03-02 05:00:00.000000', NULL, 1);
INSERT INTO tickets (id, booking_id, seat)
VALUES (1, 1, 'A1');
