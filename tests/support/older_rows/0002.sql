INSERT INTO booking_events (booking_id, at, what, by, details)
VALUES (1, '2026-03-02 05:00:00.000000', 'booked', 'customer', '{"seats": ["A1"]}');
INSERT INTO prices VALUES ('REGULAR', 0, 0, 1440, 45000),
  ('REGULAR', 1, 0, 1440, 45000),
  ('REGULAR', 2, 0, 1440, 45000),
  ('REGULAR', 3, 0, 1440, 45000),
  ('REGULAR', 4, 0, 1440, 45000),
  ('REGULAR', 5, 0, 1440, 45000),
  ('REGULAR', 6, 0, 1440, 45000),
  ('SOFA', 0, 0, 1440, 45000),
  ('SOFA', 1, 0, 1440, 45000),
  ('SOFA', 2, 0, 1440, 45000),
  ('SOFA', 3, 0, 1440, 45000),
  ('SOFA', 4, 0, 1440, 45000),
  ('SOFA', 5, 0, 1440, 45000),
  ('SOFA', 6, 0, 1440, 45000),
  ('WHEELCHAIR', 0, 0, 1440, 45000),
  ('WHEELCHAIR', 1, 0, 1440, 45000),
  ('WHEELCHAIR', 2, 0, 1440, 45000),
  ('WHEELCHAIR', 3, 0, 1440, 45000),
  ('WHEELCHAIR', 4, 0, 1440, 45000),
  ('WHEELCHAIR', 5, 0, 1440, 45000),
  ('WHEELCHAIR', 6, 0, 1440, 45000),
  ('COMPANION', 0, 0, 1440, 45000),
  ('COMPANION', 1, 0, 1440, 45000),
  ('COMPANION', 2, 0, 1440, 45000),
  ('COMPANION', 3, 0, 1440, 45000),
  ('COMPANION', 4, 0, 1440, 45000),
  ('COMPANION', 5, 0, 1440, 45000),
  ('COMPANION', 6, 0, 1440, 45000);
INSERT INTO customers (id, email, language)
VALUES (1, 'ana@example.com', 'id');
INSERT INTO customer_visitors (visitor, customer_id)
VALUES ('ana', 1);
INSERT INTO one_time_links (digest, purpose, subject, language, expires_at)
VALUES ('digest', 'account', 'ana@example.com', 'id', '2026-03-02 05:00:00.000000');
INSERT INTO outbox (recipient, language, booking_id, sequence, written_at, state, tries, next_try_at)
VALUES ('ana@example.com', 'id', 1, 0, '2026-03-02 05:00:00.000000', 'sent', 1, '2026-03-02 05:00:00.000000');
