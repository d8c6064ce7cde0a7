"""What is shown where and when: movies, showtimes, the schedule, The Time Gallery's films."""
