"""The gallery, a movie's detail, posters and trailers."""
