INSERT INTO staff_sessions (visitor, key_id, role, expires_at)
VALUES ('a cashier', 'key 1', 'cashier', '2026-03-02 15:00:00+00:00');
