INSERT INTO rate_buckets (key, full_at)
VALUES ('from 10.0.0.1', 1.5);
