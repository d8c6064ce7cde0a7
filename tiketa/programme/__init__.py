"""What is shown where and when: movies, showtimes, the schedule, the first house's films."""
